package sandbox

import "strings"

// otherWriting gives a mobile number in its country's other writing, or "".
// Three countries have two: people dial one, accounts are registered under the
// other, and the network finds the account by both.
func otherWriting(number string) string {
	switch {
	// Brazil: mobile numbers got a 9 before their eight digits; accounts from
	// before have none. 55, two digits of area, [9] and eight digits from 6 on.
	case strings.HasPrefix(number, "55") && len(number) == 13 && number[4] == '9' && number[5] >= '6':
		return number[:4] + number[5:]
	case strings.HasPrefix(number, "55") && len(number) == 12 && number[4] >= '6':
		return number[:4] + "9" + number[4:]
	// Mexico: a 1 stood after the country code of mobiles until 2019.
	case strings.HasPrefix(number, "521") && len(number) == 13:
		return "52" + number[3:]
	case strings.HasPrefix(number, "52") && len(number) == 12:
		return "521" + number[2:]
	// Argentina: from abroad mobiles have a 9 after the country code.
	case strings.HasPrefix(number, "549") && len(number) == 13:
		return "54" + number[3:]
	case strings.HasPrefix(number, "54") && len(number) == 12:
		return "549" + number[2:]
	}
	return ""
}

// dialled finds the account people reach by a number, in either writing. Callers hold s.mu.
func (s *Sandbox) dialled(number string) *account {
	if a := s.accounts[number]; a != nil {
		return a
	}
	return s.accounts[otherWriting(number)]
}
