package api_test

import (
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/app"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// eachWith runs a test on every database with other settings of the face.
func eachWith(t *testing.T, set func(*api.Options), test func(t *testing.T, f *front)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		test(t, newFrontWith(t, db, clock, func(_ *app.Options, o *api.Options) { set(o) }))
	})
}

// count sends a request often and counts what was taken; the last answer comes
// back too.
func count(f *front, n int, as user, method, path string, headers ...string) (taken int, last answer) {
	for range n {
		last = f.send(as, method, path, "", headers...)
		if last.Status != 429 {
			taken++
		}
	}
	return taken, last
}

// TestLimitOfAKey tells a key that is too eager how long to wait, lets the
// others in, and keeps the lane for bids free.
func TestLimitOfAKey(t *testing.T) {
	eachWith(t, func(o *api.Options) { o.Limits.Key = api.Rate{PerSecond: 0.5, AtOnce: 10} }, func(t *testing.T, f *front) {
		o := f.must(t, f.root, "POST", "/v1/organisations", `{"name":"Acme","kind":"supplier"}`, 201).text(t, "id")
		eager, other := f.onlyKey(t, o, "supplier"), f.onlyKey(t, o, "supplier")
		taken, last := count(f, 20, eager, "GET", "/v1/tenders")
		if taken != 10 || last.Header.Get("Retry-After") != "2" {
			t.Errorf("%d were taken, wait %q: %s", taken, last.Header.Get("Retry-After"), last.Body)
		}
		if taken, _ := count(f, 5, other, "GET", "/v1/tenders"); taken != 5 {
			t.Errorf("another key: %d were taken", taken)
		}
		submit := "/v1/bids/" + storetest.ID(404) + "/submit"
		if taken, last := count(f, 20, eager, "POST", submit); taken != 10 || last.Status != 429 {
			t.Errorf("in the lane for bids %d were taken", taken)
		}
		f.clock.Forward(2 * time.Second)
		if taken, _ := count(f, 5, eager, "GET", "/v1/tenders"); taken != 1 {
			t.Errorf("after two seconds %d were taken", taken)
		}
	})
}

// TestLimitOfAnAddress counts strangers by their address, and people at the
// door by a stricter measure.
func TestLimitOfAnAddress(t *testing.T) {
	set := func(o *api.Options) {
		o.Limits = api.Limits{Address: api.Rate{PerSecond: 1, AtOnce: 20}, Door: api.Rate{PerSecond: 0.1, AtOnce: 3}}
		o.Proxies = []string{"10.0.0.0/8"}
	}
	eachWith(t, set, func(t *testing.T, f *front) {
		if taken, _ := count(f, 30, user{}, "GET", "/healthz"); taken != 20 {
			t.Errorf("%d were taken", taken)
		}
		if taken, _ := count(f, 5, user{}, "GET", "/nowhere"); taken != 0 {
			t.Errorf("of no route %d were taken", taken)
		}
		if taken, last := count(f, 5, user{}, "POST", "/v1/sign-in"); taken != 3 || last.Header.Get("Retry-After") != "10" {
			t.Errorf("at the door %d were taken, wait %q", taken, last.Header.Get("Retry-After"))
		}
		if taken, _ := count(f, 5, user{}, "POST", "/v1/registrations"); taken != 0 {
			t.Errorf("at the same door %d more were taken", taken)
		}
	})
}

// TestForwardedFor believes nobody but the proxies of the settings.
func TestForwardedFor(t *testing.T) {
	set := func(o *api.Options) {
		o.Limits = api.Limits{Address: api.Rate{PerSecond: 0.001, AtOnce: 1}}
		o.Proxies = []string{"10.0.0.0/8"}
	}
	eachWith(t, set, func(t *testing.T, f *front) {
		n := 0
		from := func(remote, forwarded string) int {
			n++
			r := httptest.NewRequest("GET", "/healthz", nil)
			r.RemoteAddr = remote
			r.Header.Set("X-Forwarded-For", forwarded)
			r.Header.Set("X-Real-IP", "203.0.113."+strconv.Itoa(n))
			w := httptest.NewRecorder()
			f.handler.ServeHTTP(w, r)
			return w.Code
		}
		for _, c := range []struct {
			name, remote, forwarded string
			want                    int
		}{
			{"a stranger", "198.51.100.1:1", "192.0.2.1", 200},
			{"who says to be another", "198.51.100.1:2", "192.0.2.2", 429},
			{"a proxy for one", "10.1.2.3:1", "192.0.2.3", 200},
			{"for another", "10.1.2.3:2", "192.0.2.4", 200},
			{"for the first again", "10.9.9.9:1", "192.0.2.3", 429},
			{"for one who forged before", "10.1.2.3:3", "192.0.2.99, 192.0.2.4", 429},
			{"a network of IPv6", "[2001:db8:1:1::1]:1", "", 200},
			{"another address of it", "[2001:db8:1:1:ffff::2]:1", "", 429},
			{"the next network", "[2001:db8:1:2::1]:1", "", 200},
		} {
			if got := from(c.remote, c.forwarded); got != c.want {
				t.Errorf("%s: got %d, want %d", c.name, got, c.want)
			}
		}
	})
}

// TestSecurityHeaders holds every answer to them, also refusals.
func TestSecurityHeaders(t *testing.T) {
	for _, secure := range []bool{false, true} {
		eachWith(t, func(o *api.Options) { o.Secure = secure }, func(t *testing.T, f *front) {
			for _, path := range []string{"/healthz", "/v1/me", "/nowhere"} {
				h := f.send(user{}, "GET", path, "").Header
				for name, want := range map[string]string{
					"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin",
					"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
				} {
					if h.Get(name) != want {
						t.Errorf("%s: %s is %q", path, name, h.Get(name))
					}
				}
				if got := h.Get("Strict-Transport-Security") != ""; got != secure {
					t.Errorf("%s, secure %t: Strict-Transport-Security %q", path, secure, h.Get("Strict-Transport-Security"))
				}
			}
		})
	}
}
