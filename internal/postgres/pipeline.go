package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"switchboard/sqlc"
)

// pipeline runs statements on one connection in as few round trips as they allow: what
// nobody waits for an answer of (BEGIN, COMMIT, each :exec query) goes out together with
// the next statement that is waited for. Its failure is told there, or by flush. The
// statements run one after the other, as they would have.
type pipeline struct {
	conn interface {
		SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	}
	queued *pgx.Batch // which the results of a batch still need, so it is never emptied but replaced
}

var _ sqlc.DBTX = (*pipeline)(nil)

func (p *pipeline) queue(sql string, args ...any) { p.queued.Queue(sql, args...) }

// send sends what is queued, together with more, and reads the results of what was queued.
func (p *pipeline) send(ctx context.Context, more ...*pgx.QueuedQuery) (pgx.BatchResults, error) {
	waiting := p.queued.Len()
	p.queued.QueuedQueries = append(p.queued.QueuedQueries, more...)
	results := p.conn.SendBatch(ctx, p.queued)
	p.queued = &pgx.Batch{}
	for range waiting {
		if _, err := results.Exec(); err != nil {
			return nil, errors.Join(err, ignoreSame(err, results.Close()))
		}
	}
	return results, nil
}

// ignoreSame is the second error unless it repeats the first.
func ignoreSame(first, second error) error {
	if second == nil || second.Error() == first.Error() {
		return nil
	}
	return second
}

// flush sends what is queued and returns the tag of the last statement.
func (p *pipeline) flush(ctx context.Context) (tag pgconn.CommandTag, err error) {
	n := p.queued.Len()
	if n == 0 {
		return tag, nil
	}
	last := p.queued.QueuedQueries[n-1]
	p.queued.QueuedQueries = p.queued.QueuedQueries[:n-1]
	results, err := p.send(ctx, last)
	if err != nil {
		return tag, err
	}
	tag, err = results.Exec()
	return tag, errors.Join(err, results.Close())
}

// Exec queues a query whose result nobody looks at: sqlc writes in a query's first line
// what is returned of it.
func (p *pipeline) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	p.queue(sql, args...)
	if first, _, _ := strings.Cut(sql, "\n"); strings.HasSuffix(first, " :exec") {
		return pgconn.CommandTag{}, nil
	}
	return p.flush(ctx)
}

// Query runs a query that returns rows.
func (p *pipeline) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	results, err := p.send(ctx, &pgx.QueuedQuery{SQL: sql, Arguments: args})
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		return nil, errors.Join(err, ignoreSame(err, results.Close()))
	}
	return &lastRows{Rows: rows, results: results}, nil
}

// QueryRow runs a query that returns one row.
func (p *pipeline) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	rows, err := p.Query(ctx, sql, args...)
	return &oneRow{rows: rows, err: err}
}

// lastRows are the rows of the last query of a batch, which ends with them.
type lastRows struct {
	pgx.Rows
	results pgx.BatchResults
}

func (r *lastRows) Close() {
	r.Rows.Close()
	_ = r.results.Close() // what went wrong is in Err
}

// oneRow is a pgx.Row.
type oneRow struct {
	rows pgx.Rows
	err  error
}

func (r *oneRow) Scan(into ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := r.rows.Scan(into...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}
