package keyring

import "encoding/hex"

// MasterID names the master key without telling it.
func (r *Ring) MasterID() string { return hex.EncodeToString(r.Derive("name")[:8]) }
