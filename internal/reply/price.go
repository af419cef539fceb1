package reply

import "sync"

// prices are what models cost, as far as lists of offers told. Memory only.
type prices struct {
	mu    sync.Mutex
	known map[Provider]map[string]Offer
}

// learn remembers the prices of a provider's offers.
func (p *prices) learn(provider Provider, offers []Offer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	of := map[string]Offer{}
	for _, o := range offers {
		if o.InPrice != nil && o.OutPrice != nil {
			of[o.ID] = o
		}
	}
	p.known[provider] = of
}

// knows tells whether a provider's offers were read.
func (p *prices) knows(provider Provider) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, ok := p.known[provider]
	return ok
}

// cost is what a question cost in US dollars; nil when nobody told.
func (p *prices) cost(a Access, model string, t Usage) *float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	o, ok := p.known[a.Provider][model]
	if !ok {
		return nil
	}
	return new((float64(t.In)**o.InPrice + float64(t.Out)**o.OutPrice) / 1e6)
}
