package seal

import (
	"fmt"
)

// Code says what kind of trouble there is. Codes are stable.
type Code string

// What can go wrong.
const (
	KEKMissing     Code = "kek-missing"     // the key-encryption key is not on this server
	KEKWrong       Code = "kek-wrong"       // another key is kept under that id
	KEKExposed     Code = "kek-exposed"     // others could read or replace a key file
	KEKMalformed   Code = "kek-malformed"   // a key file does not hold a key
	Tampered       Code = "tampered"        // the bytes are not those that were sealed
	Misplaced      Code = "misplaced"       // sealed for another tender, lot, bid, version, part or owner
	WrongRecipient Code = "wrong-recipient" // sealed to others than the keys at hand
	UnknownVersion Code = "unknown-version" // sealed by a later version of the program
	Unsealable     Code = "unsealable"      // what should be sealed cannot be: too large, or no proper recipients
)

// Error is a trouble with a seal that an operator or an auditor can act on.
// Every other error of this package is one of the system: randomness or the
// disk.
type Error struct {
	Code   Code
	KEK    string // the id of the key-encryption key, where it is about one
	Detail string // a plain sentence
}

// Error is the plain sentence.
func (e *Error) Error() string { return e.Detail }

// Is makes errors.Is(err, seal.ErrTampered) true for every error of that code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && t.Detail == ""
}

// The kinds, for errors.Is.
var (
	ErrKEKMissing     = &Error{Code: KEKMissing}
	ErrKEKWrong       = &Error{Code: KEKWrong}
	ErrKEKExposed     = &Error{Code: KEKExposed}
	ErrKEKMalformed   = &Error{Code: KEKMalformed}
	ErrTampered       = &Error{Code: Tampered}
	ErrMisplaced      = &Error{Code: Misplaced}
	ErrWrongRecipient = &Error{Code: WrongRecipient}
	ErrUnknownVersion = &Error{Code: UnknownVersion}
	ErrUnsealable     = &Error{Code: Unsealable}
)

func because(code Code, format string, values ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, values...)}
}

func aboutKEK(code Code, id, format string, values ...any) *Error {
	e := because(code, format, values...)
	e.KEK = id
	return e
}
