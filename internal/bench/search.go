package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// vocabulary is how many words people use in the messages that are searched: a few of them
// all the time, most of them hardly ever.
const vocabulary = 30_000

// syllables of several languages: with accents, umlauts, and in another script.
var syllables = []string{
	"ba", "lo", "men", "té", "ño", "ção", "über", "schön", "straß", "ier", "ung", "keit", "tion", "ment", "ée", "çon",
	"при", "вет", "дом", "ност", "ий", "ka", "ri", "to", "shi", "an", "el", "or", "is", "us", "ing", "ed", "ly", "å", "ø", "zł", "ść", "γει", "σου",
}

// words makes the vocabulary: the same at each run.
func words() []string {
	r := rand.New(rand.NewPCG(1, 2))
	known, out := map[string]bool{}, make([]string, 0, vocabulary)
	for len(out) < vocabulary {
		w := ""
		for range 2 + r.IntN(3) {
			w += syllables[r.IntN(len(syllables))]
		}
		if !known[w] {
			known[w] = true
			out = append(out, w)
		}
	}
	return out
}

const (
	// searchedChats is in how many conversations they are, of wordsEach words each.
	searchedChats = 2000
	wordsEach     = 8
)

// pick chooses a word as people do: the first ones most of the time.
func pick(r *rand.Rand, all []string) string {
	x := r.Float64()
	return all[int(float64(len(all)-1)*x*x*x*x)]
}

// generate fills an account with messages.
func generate(ctx context.Context, db *pgx.Conn, account string, all []string) error {
	rows, err := db.Query(ctx, `INSERT INTO chats (id, account_id, phone, name, created_at, last_message_at)
		SELECT gen_random_uuid(), $1, (491500000000 + n)::text, 'Contact ' || n, now(), now() FROM generate_series(1, $2::int) n RETURNING id`, account, searchedChats)
	if err != nil {
		return err
	}
	chats, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return err
	}
	owner, err := uuid.Parse(account)
	if err != nil {
		return err
	}
	r, at := rand.New(rand.NewPCG(5, 6)), time.Now().Add(-100*24*time.Hour)
	text := make([]string, wordsEach)
	_, err = db.CopyFrom(ctx, pgx.Identifier{"messages"},
		[]string{"id", "account_id", "chat_id", "wa_id", "direction", "type", "body", "status", "timestamp", "created_at"},
		pgx.CopyFromSlice(searched, func(i int) ([]any, error) {
			for w := range text {
				text[w] = pick(r, all)
			}
			at = at.Add(8 * time.Second)
			id := uuid.New()
			for b, shift := 0, 40; b < 6; b, shift = b+1, shift-8 {
				id[b] = byte(at.UnixMilli() >> shift)
			}
			return []any{id, owner, chats[r.IntN(len(chats))], fmt.Sprint("B", i), "incoming", "text", strings.Join(text, " "), "received", at, at}, nil
		}))
	return err
}

// find fills the account and searches it: for one word, for two, and for the beginning of one;
// common words and rare ones, with and without their accents.
func (s *product) find(ctx context.Context, databaseURL string, h *heavy) error {
	db, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	shop, all, began := s.linked[0], words(), time.Now()
	if err := generate(ctx, db, shop.id, all); err != nil {
		return fmt.Errorf("generate messages: %w", err)
	}
	if _, err := db.Exec(ctx, "VACUUM ANALYZE messages"); err != nil {
		return err
	}
	h.generated = time.Since(began)
	fmt.Fprintf(os.Stderr, "%d messages generated in %s\n", searched, h.generated.Round(time.Second))
	r := rand.New(rand.NewPCG(3, 4))
	for i := range searches {
		q := pick(r, all)
		switch i % 4 {
		case 1:
			q += " " + pick(r, all)
		case 2:
			q = string([]rune(q)[:min(4, len([]rune(q)))])
		case 3:
			q = all[r.IntN(vocabulary)]
		}
		began := time.Now()
		if err := shop.call(ctx, http.MethodGet, "/api/accounts/"+shop.id+"/search?query="+url.QueryEscape(q), nil, nil); err != nil {
			return fmt.Errorf("search %q: %w", q, err)
		}
		h.search = append(h.search, time.Since(began))
		if took := time.Since(began); took > 100*time.Millisecond {
			fmt.Fprintf(os.Stderr, "search %q took %s\n", q, took.Round(time.Millisecond))
		}
	}
	return nil
}
