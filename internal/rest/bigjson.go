package rest

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"switchboard/internal/fault"
)

// A file in base64 is up to 140 MB of one JSON string. Here it goes through a
// temporary file as it is read; everything else of the body is small and is decoded
// as usual.

var errNotJSON = fault.New(fault.Malformed, "The body is not valid JSON.")

// readJSON reads the JSON form of an upload.
func readJSON(body io.Reader) (*upload, error) {
	tmp, err := os.CreateTemp("", "switchboard-upload-*")
	if err != nil {
		return nil, fmt.Errorf("make upload file: %w", err)
	}
	file := tempFile{tmp}
	u, err := readJSONInto(body, file)
	if err != nil || u.file == nil {
		return u, errors.Join(err, file.Close())
	}
	return u, nil
}

func readJSONInto(body io.Reader, file tempFile) (*upload, error) {
	s := newSplitter(body, file)
	small, err := s.split()
	if err != nil {
		return nil, err
	}
	var given struct {
		Number         phoneText `json:"number"`
		Caption        string    `json:"caption"`
		AccountID      string    `json:"account_id"`
		URL            string    `json:"url"`
		Mimetype       string    `json:"mimetype"`
		Filename       string    `json:"filename"`
		AllowDuplicate bool      `json:"allow_duplicate"`
		Timing
	}
	if err := json.Unmarshal(small, &given); err != nil {
		return nil, jsonFault(err)
	}
	u := &upload{
		number: string(given.Number), caption: given.Caption, accountID: given.AccountID, url: given.URL,
		mimetype: given.Mimetype, filename: given.Filename, allowDuplicate: given.AllowDuplicate, timing: given.Timing,
	}
	switch {
	case s.found && u.url != "":
		return nil, fault.Bad("url", "Give either url or data, not both.")
	case !s.found && u.url == "":
		return nil, errNoFile
	case !s.found:
		return u, nil
	case u.mimetype == "":
		u.mimetype = s.mimetype
	}
	if u.mimetype == "" {
		return nil, fault.Bad("mimetype", "Say with mimetype what the data is, such as image/png.")
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read upload file: %w", err)
	}
	u.file = file
	return u, nil
}

// jsonFault tells a value of the wrong kind from text that is no JSON.
func jsonFault(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field != "" {
		return fault.Bad(kind.Field, "This value has the wrong type.")
	}
	return errNotJSON.WithCause(err)
}

// splitter copies a JSON object, and decodes the string of its own member "data" to a
// writer instead of copying it.
type splitter struct {
	in    *bufio.Reader
	to    io.Writer
	small bytes.Buffer // the object with an empty string for data

	found    bool
	mimetype string // of a data: URL
}

func newSplitter(in io.Reader, to io.Writer) *splitter {
	return &splitter{in: bufio.NewReaderSize(in, 64<<10), to: to}
}

// split reads the whole body.
func (s *splitter) split() ([]byte, error) {
	depth, key, wantKey := 0, "", false
	for {
		c, err := s.in.ReadByte()
		if errors.Is(err, io.EOF) {
			return s.small.Bytes(), nil
		}
		if err != nil {
			return nil, readFault(err)
		}
		s.small.WriteByte(c)
		switch c {
		case '{', '[':
			depth++
			wantKey = c == '{' && depth == 1
		case '}', ']':
			depth--
		case ',':
			wantKey = depth == 1
		case ':':
			if depth == 1 {
				wantKey = false
			}
		case '"':
			if depth == 1 && !wantKey && key == "data" {
				err = s.decode()
			} else {
				var text string
				if text, err = s.copyString(); wantKey {
					key = text
				}
			}
			if err != nil {
				return nil, err
			}
		}
		if s.small.Len() > maxBody {
			return nil, fault.New(fault.TooLarge, "The body is too large beside its data.")
		}
	}
}

// copyString copies to the end of a string and returns what is in it, unescaped as
// far as names need it.
func (s *splitter) copyString() (string, error) {
	start := s.small.Len()
	for s.small.Len()-start <= maxBody {
		c, err := s.in.ReadByte()
		if err != nil {
			return "", readFault(err)
		}
		s.small.WriteByte(c)
		switch c {
		case '\\':
			if c, err = s.in.ReadByte(); err != nil {
				return "", readFault(err)
			}
			s.small.WriteByte(c)
		case '"':
			return string(s.small.Bytes()[start : s.small.Len()-1]), nil
		}
	}
	return "", fault.New(fault.TooLarge, "The body is too large beside its data.")
}

// decode sends the base64 of the data string to the writer.
func (s *splitter) decode() error {
	if s.found {
		return fault.Bad("data", "Give data once.")
	}
	raw := &rawString{in: s.in}
	text := bufio.NewReader(raw)
	if head, _ := text.Peek(len("data:")); string(head) == "data:" {
		header, err := text.ReadString(',')
		if err != nil {
			return badBase64(err)
		}
		header = header[len("data:"):]
		s.mimetype = header[:strings.IndexAny(header, ";,")]
	}
	if _, err := io.Copy(s.to, base64.NewDecoder(base64.RawStdEncoding, &unpadded{text})); err != nil {
		return badBase64(err)
	}
	s.found = raw.n > 0
	s.small.WriteByte('"')
	return nil
}

func badBase64(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fault.Bad("data", "The data is not base64.").WithCause(err)
	}
	return err
}

func readFault(err error) error {
	if errors.Is(err, io.EOF) {
		return errNotJSON.WithCause(io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("read upload: %w", err)
}

// rawString reads a JSON string up to its closing quote, unescaped. Line breaks and
// blanks are left out: base64 is often wrapped.
type rawString struct {
	in   *bufio.Reader
	n    int
	over bool
}

func (r *rawString) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && !r.over {
		c, err := r.in.ReadByte()
		if err == nil && c == '\\' {
			c, err = r.escape()
		} else if err == nil && c == '"' {
			r.over = true
			break
		}
		if err != nil {
			return n, readFault(err)
		}
		if c > ' ' {
			p[n] = c
			n++
		}
	}
	r.n += n
	if n == 0 && r.over {
		return 0, io.EOF
	}
	return n, nil
}

func (r *rawString) escape() (byte, error) {
	c, err := r.in.ReadByte()
	if err != nil {
		return 0, err
	}
	switch c {
	case 'n', 'r', 't', 'b', 'f':
		return ' ', nil
	case 'u':
		hex := make([]byte, 4)
		if _, err := io.ReadFull(r.in, hex); err != nil {
			return 0, err
		}
		v, err := strconv.ParseUint(string(hex), 16, 8)
		if err != nil {
			return 0, errNotJSON.WithCause(err)
		}
		return byte(v), nil
	}
	return c, nil
}

// unpadded leaves the padding of base64 out, so that both writings decode.
type unpadded struct{ in io.Reader }

func (u *unpadded) Read(p []byte) (int, error) {
	n, err := u.in.Read(p)
	if i := bytes.IndexByte(p[:n], '='); i >= 0 {
		n = i
		if n == 0 && err == nil {
			return u.Read(p)
		}
	}
	return n, err
}
