package api

import "github.com/gin-gonic/gin"

// form is one way in which an answer can be written: the name by which ?format
// asks for it, and its media type.
type form struct{ name, media string }

// negotiate chooses how an answer is written: as ?format says, else as Accept
// prefers among what is offered, else the first. Whoever accepts nothing of it
// gets the first all the same, since a reader can do more with it than with a
// refusal.
func negotiate(c *gin.Context, asked string, offers ...form) form {
	c.Header("Vary", "Accept")
	best, preference := offers[0], 0.0
	for _, o := range offers {
		if o.name == asked {
			return o
		}
		if q := likes(c.Request.Header.Values("Accept"), o.media); asked == "" && q > preference {
			best, preference = o, q
		}
	}
	return best
}
