package rest

import "switchboard/internal/account"

// Limits are the sending limits of an account; 0 turns a limit off.
type Limits struct {
	MinIntervalMS     int64 `json:"min_interval_ms" example:"5000" doc:"Least time between two messages."`
	RandomDelayMS     int64 `json:"random_delay_ms" example:"2000" doc:"Up to this much is added at random."`
	MaxPerHour        int   `json:"max_per_hour" example:"60" doc:"In any 60 minutes."`
	MaxPerDay         int   `json:"max_per_day" example:"500" doc:"In any 24 hours."`
	MaxNewPerDay      int   `json:"max_new_per_day" example:"50" doc:"Contacts written to for the first time, in any 24 hours."`
	MaxSameTextPerDay int   `json:"max_same_text_per_day" example:"50" doc:"One text, in any 24 hours."`
	WarmUpDays        int   `json:"warm_up_days" example:"14" doc:"Over which the caps of a newly linked account grow."`
	TypingDelayMS     int64 `json:"typing_delay_ms" example:"1500" doc:"How long typing is shown for a text of usual length."`
	QuietFrom         int   `json:"quiet_from" example:"1260" doc:"Minutes since midnight where the recipient is; there are no quiet hours while it equals quiet_to."`
	QuietTo           int   `json:"quiet_to" example:"480"`
	ReadBeforeReply   bool  `json:"read_before_reply" doc:"What came in is marked as read before it is answered."`
}

func limitsOf(l account.Limits) Limits {
	return Limits{
		MinIntervalMS: l.MinInterval.Milliseconds(), RandomDelayMS: l.RandomDelay.Milliseconds(), MaxPerHour: l.MaxPerHour, MaxPerDay: l.MaxPerDay,
		MaxNewPerDay: l.MaxNewPerDay, MaxSameTextPerDay: l.MaxSamePerDay, WarmUpDays: l.WarmUpDays, TypingDelayMS: l.Typing.Milliseconds(),
		QuietFrom: l.Quiet.From, QuietTo: l.Quiet.To, ReadBeforeReply: l.ReadFirst,
	}
}

// OwnLimits are an account's own limits; what is left out or null takes the server's.
type OwnLimits struct {
	MinIntervalMS     *int32   `json:"min_interval_ms,omitempty" nullable:"true" example:"8000"`
	RandomDelayMS     *int32   `json:"random_delay_ms,omitempty" nullable:"true"`
	MaxPerHour        *int32   `json:"max_per_hour,omitempty" nullable:"true"`
	MaxPerDay         *int32   `json:"max_per_day,omitempty" nullable:"true"`
	MaxNewPerDay      *int32   `json:"max_new_per_day,omitempty" nullable:"true"`
	MaxSameTextPerDay *int32   `json:"max_same_text_per_day,omitempty" nullable:"true"`
	WarmUpDays        *int32   `json:"warm_up_days,omitempty" nullable:"true"`
	TypingDelayMS     *int32   `json:"typing_delay_ms,omitempty" nullable:"true"`
	QuietFrom         *int32   `json:"quiet_from,omitempty" nullable:"true"`
	QuietTo           *int32   `json:"quiet_to,omitempty" nullable:"true"`
	ReadBeforeReply   *bool    `json:"read_before_reply,omitempty" nullable:"true"`
	OptOutWords       []string `json:"opt_out_words,omitempty" nullable:"true" doc:"Words that end a contact's consent when they are the whole message."`
	OptInWords        []string `json:"opt_in_words,omitempty" nullable:"true"`
}

func (l *OwnLimits) overrides() *account.Overrides {
	if l == nil {
		return nil
	}
	return &account.Overrides{
		MinIntervalMS: l.MinIntervalMS, RandomDelayMS: l.RandomDelayMS, MaxPerHour: l.MaxPerHour, MaxPerDay: l.MaxPerDay,
		MaxNewPerDay: l.MaxNewPerDay, MaxSamePerDay: l.MaxSameTextPerDay, WarmUpDays: l.WarmUpDays, TypingMS: l.TypingDelayMS,
		QuietFrom: l.QuietFrom, QuietTo: l.QuietTo, ReadFirst: l.ReadBeforeReply, OptOutWords: l.OptOutWords, OptInWords: l.OptInWords,
	}
}
