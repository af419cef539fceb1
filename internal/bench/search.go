package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"time"

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

// generate fills an account with messages of eight words each, in 2,000 conversations.
const generate = `
WITH made AS (
    INSERT INTO chats (id, account_id, phone, name, created_at, last_message_at)
    SELECT gen_random_uuid(), $1, (491500000000 + n)::text, 'Contact ' || n, now(), now() FROM generate_series(1, 2000) n RETURNING id
), chat AS (SELECT array_agg(id) AS ids FROM made)
INSERT INTO messages (id, account_id, chat_id, wa_id, direction, type, body, status, timestamp, created_at)
SELECT (lpad(to_hex(1750000000000 + n * 10), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 5, 15))::uuid,
    $1, chat.ids[1 + n % 2000], 'B' || n, 'incoming', 'text',
    (SELECT string_agg(($2::text[])[1 + floor($3::int * power(random(), 4) + 0 * g)::int], ' ') FROM generate_series(1, 8) g WHERE n > 0),
    'received', to_timestamp(1750000000 + n / 100.0), to_timestamp(1750000000 + n / 100.0)
FROM generate_series(1, $4::int) n, chat`

// find fills the account and searches it: for one word, for two, and for the beginning of one;
// common words and rare ones, with and without their accents.
func (s *product) find(ctx context.Context, databaseURL string, h *heavy) error {
	db, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	shop, all, began := s.linked[0], words(), time.Now()
	if _, err := db.Exec(ctx, generate, shop.id, all, vocabulary-1, searched); err != nil {
		return fmt.Errorf("generate messages: %w", err)
	}
	if _, err := db.Exec(ctx, "VACUUM ANALYZE messages"); err != nil {
		return err
	}
	h.generated = time.Since(began)
	fmt.Fprintf(os.Stderr, "%d messages generated in %s\n", searched, h.generated.Round(time.Second))
	r := rand.New(rand.NewPCG(3, 4))
	pick := func() string {
		x := r.Float64()
		return all[int(float64(vocabulary-1)*x*x*x*x)]
	}
	for i := range searches {
		q := pick()
		switch i % 4 {
		case 1:
			q += " " + pick()
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
