package seal

import "slices"

// Admit locks an envelope to more recipients, with a key that opens it: a file
// that only its supplier could read is locked to the tender too when the bid is
// handed in. The body stays as it is. Shares cannot be added: they are made
// together.
func Admit(sealed []byte, at Place, with PrivateKey, more ...Recipient) ([]byte, error) {
	e, secret, err := unlock(sealed, at, []PrivateKey{with})
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	if err := e.takes(more); err != nil {
		return nil, err
	}
	e.stanzas = slices.Clone(e.stanzas)
	for _, r := range more {
		s, err := lock(r, secret, e.place)
		if err != nil {
			return nil, err
		}
		e.stanzas = append(e.stanzas, s)
	}
	return e.write(secret), nil
}

func (e envelope) takes(more []Recipient) error {
	if err := distinct(more); err != nil {
		return err
	}
	if shares(more) > 0 {
		return because(Unsealable, "shares are made when an envelope is sealed and cannot be added")
	}
	if len(e.stanzas)+len(more) > MaxRecipients {
		return because(Unsealable, "an envelope has at most %d recipients", MaxRecipients)
	}
	for _, r := range more {
		if slices.ContainsFunc(e.stanzas, func(s stanza) bool { return s.key == r.Key.id }) {
			return because(Unsealable, "key %s is a recipient already", r.Key.id)
		}
	}
	return nil
}

// Split parts an envelope into its head, which names its recipients, and its
// body, which no admission changes: so a large file is kept once, however often
// its head is written anew. One after the other they are the envelope again.
func Split(sealed []byte) (head, body []byte, err error) {
	e, err := parse(sealed)
	if err != nil {
		return nil, nil, err
	}
	n := len(e.header) + len(e.tag)
	return sealed[:n:n], sealed[n:], nil
}

// AdmitHead is Admit for the head of an envelope alone.
func AdmitHead(head []byte, at Place, with PrivateKey, more ...Recipient) ([]byte, error) {
	body := make([]byte, prefix+tagSize) // the least that stands there; admission does not look at it
	sealed, err := Admit(append(slices.Clone(head), body...), at, with, more...)
	if err != nil {
		return nil, err
	}
	return sealed[:len(sealed)-len(body)], nil
}
