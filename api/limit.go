package api

import (
	queue "container/list"
	"net/netip"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
)

var errRate = fault.New(fault.TooMany, "too-many-requests", "Too many requests at once: wait for as long as Retry-After says")

// Rate is how many requests are taken: so many each second in the long run, and
// so many at once. The zero Rate takes any number.
type Rate struct {
	PerSecond float64
	AtOnce    int
}

// Limits is how many requests the API takes. Each replica counts for itself.
type Limits struct {
	Key     Rate // of one key, or one person
	Address Rate // of one address, whoever it is
	Door    Rate // of one address, to register, to accept an invitation and to sign in
}

// lane is what requests of an operation count towards. Bids are written and
// submitted in a lane of their own, so that a program that polls too eagerly
// does not keep its own bid out in the last hour before a deadline, nor anybody
// else's behind the same address.
type lane string

const (
	usual   lane = "usual"
	reserve lane = "reserve"
	door    lane = "door"
)

var lanes = map[string]lane{
	"startBid": reserve, "writeBid": reserve, "validateBid": reserve, "uploadAttachment": reserve, "submitBid": reserve,
	"registerSupplier": door, "acceptInvitation": door, "signIn": door,
}

func laneOf(operation string) lane {
	if l, ok := lanes[operation]; ok {
		return l
	}
	return usual
}

// limiter counts requests, by lane and by who sent them.
type limiter struct {
	limits Limits
	now    func() time.Time
	lanes  map[string]lane // by method and path

	mu      sync.Mutex
	buckets map[string]*queue.Element
	recent  *queue.List // of *bucket, the one that was used last in front
}

type bucket struct {
	name string
	rate *rate.Limiter
}

// remembered bounds how many senders are counted. Whoever has not come for
// longest is forgotten first, and starts with a full bucket.
const remembered = 20_000

func newLimiter(limits Limits, now func() time.Time, routes []Route) *limiter {
	l := &limiter{limits: limits, now: now, lanes: map[string]lane{}, buckets: map[string]*queue.Element{}, recent: queue.New()}
	for _, r := range routes {
		l.lanes[r.Method+" "+r.Path] = laneOf(r.Operation)
	}
	return l
}

func (l *limiter) laneOf(c *gin.Context) lane {
	if found, ok := l.lanes[c.Request.Method+" "+c.FullPath()]; ok {
		return found
	}
	return usual
}

// byAddress counts a request before anything about it is looked up.
func (l *limiter) byAddress(c *gin.Context) {
	at := l.laneOf(c)
	from := network(c.ClientIP())
	if wait := l.take("address "+string(at)+" "+from, l.limits.Address); wait > 0 {
		fail(c, errRate.After(wait))
		return
	}
	if at == door {
		if wait := l.take("door "+from, l.limits.Door); wait > 0 {
			fail(c, errRate.After(wait))
		}
	}
}

// byKey counts a request of somebody who is known.
func (l *limiter) byKey(c *gin.Context) {
	who := actor.From(c.Request.Context())
	if who.ID() == "" {
		return
	}
	if wait := l.take("key "+string(l.laneOf(c))+" "+who.KeyID, l.limits.Key); wait > 0 {
		fail(c, errRate.After(wait))
	}
}

// take takes one request out of a bucket, or tells how long to wait for it.
func (l *limiter) take(name string, r Rate) time.Duration {
	if r.PerSecond <= 0 {
		return 0
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(name, r)
	if b.rate.AllowN(now, 1) {
		return 0
	}
	missing := 1 - b.rate.TokensAt(now)
	return max(time.Duration(missing/r.PerSecond*float64(time.Second)), time.Millisecond)
}

func (l *limiter) bucket(name string, r Rate) *bucket {
	if e, ok := l.buckets[name]; ok {
		l.recent.MoveToFront(e)
		return e.Value.(*bucket)
	}
	if l.recent.Len() >= remembered {
		oldest := l.recent.Back()
		delete(l.buckets, l.recent.Remove(oldest).(*bucket).name)
	}
	b := &bucket{name: name, rate: rate.NewLimiter(rate.Limit(r.PerSecond), max(1, r.AtOnce))}
	l.buckets[name] = l.recent.PushFront(b)
	return b
}

// network is what counts as one address: of IPv6 the /64 that one customer has,
// since each of its addresses is as good as another.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return prefix.String()
}
