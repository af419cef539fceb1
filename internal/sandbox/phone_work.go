package sandbox

// later has fn run in the phone's own order, once it is online.
func (p *Phone) later(fn func(*Phone)) {
	p.mu.Lock()
	p.tasks = append(p.tasks, fn)
	p.mu.Unlock()
	p.kick()
}

// kick has the phone look at what waits for it.
func (p *Phone) kick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running {
		p.again = true
		return
	}
	if !p.online {
		return
	}
	p.running = p.s.spawn(p.run)
}

// run processes what waits and ends: an idle phone costs no goroutine.
func (p *Phone) run() {
	for {
		task, done := p.nextTask()
		switch {
		case done:
			return
		case task != nil:
			task(p)
		default:
			p.drainQueue()
		}
	}
}

// nextTask returns a task, or nil when the queue is to be looked at, or says
// that there is nothing left to do.
func (p *Phone) nextTask() (task func(*Phone), done bool) {
	waiting := p.nextQueued() != nil
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.online || p.s.ctx.Err() != nil:
		p.running, p.again = false, false
		return nil, true
	case len(p.tasks) > 0:
		task = p.tasks[0]
		p.tasks = p.tasks[1:]
		return task, false
	case waiting || p.again:
		p.again = false
		return nil, false
	}
	p.running = false
	return nil, true
}

func (p *Phone) nextQueued() *queued {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if queue := p.acct.devices[0].queue; len(queue) > 0 {
		return queue[0]
	}
	return nil
}

// drainQueue processes the stanzas that wait, while the phone is online.
func (p *Phone) drainQueue() {
	for p.Online() && p.s.ctx.Err() == nil {
		q := p.nextQueued()
		if q == nil {
			return
		}
		p.process(q)
	}
}
