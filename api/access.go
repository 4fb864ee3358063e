package api

import (
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
)

var (
	errSignIn = fault.New(fault.Unauthenticated, "not-signed-in", "Send an API key, or the token of a sign-in: Authorization: Bearer …")
	errRole   = fault.New(fault.Forbidden, "not-your-role", "Your roles do not allow this")
	errScope  = fault.New(fault.Forbidden, "not-in-scope", "This key is for other operations")
)

// grant says who may try an operation. Whose things they reach is decided by
// the use case: others' things are not there at all.
type grant struct {
	public bool
	roles  []actor.Role // none: anybody who is signed in
	person bool         // who has signed in themselves: with a short-lived token, never with a key
}

func only(roles ...actor.Role) grant { return grant{roles: roles} }

// inPerson is for what a stolen key must not do: open bids, decide for one,
// move a deadline, let people in.
func inPerson(roles ...actor.Role) grant { return grant{roles: roles, person: true} }

var (
	public   = grant{public: true}
	signedIn = grant{}

	// composers write catalogues and templates, for their own organisation.
	composers = only(actor.Officer, actor.Administrator)

	// parties read a contract: its two sides, and who oversees the installation.
	parties = only(actor.Officer, actor.ContractManager, actor.Supplier, actor.Auditor, actor.Administrator)

	// sides act on a contract, for the authority or for the supplier.
	sides = only(actor.ContractManager, actor.Supplier)

	// organised let their own organisation's programs be told of things.
	organised = only(actor.Administrator, actor.Officer, actor.ContractManager, actor.Supplier)

	// insiders read how their own organisation's procurement was scored.
	insiders = only(actor.Officer, actor.Evaluator, actor.ContractManager, actor.Auditor)
)

// access is who may do what: a row for every operation. What has no row cannot
// be mounted.
var access = map[string]grant{
	"getHealth":      public,
	"getReadiness":   public,
	"getDescription": public,
	"getDocs":        public,
	"getDocsAsset":   public,
	"listProblems":   public,
	"getProblem":     public,
	"getSigningKeys": public,

	"getMe":              signedIn,
	"signIn":             public,
	"signOut":            signedIn,
	"registerSupplier":   public,
	"listOrganisations":  signedIn,
	"getOrganisation":    signedIn,
	"createOrganisation": only(actor.Administrator),
	"changeOrganisation": only(actor.Administrator),
	"listLookAlikes":     only(actor.Administrator),
	"createKey":          only(actor.Administrator),
	"listKeys":           only(actor.Administrator),
	"revokeKey":          only(actor.Administrator),
	"listOwnKeys":        signedIn,
	"createOwnKey":       signedIn,
	"revokeOwnKey":       signedIn,

	"listMembers":      only(actor.Administrator),
	"getMember":        only(actor.Administrator),
	"addMember":        inPerson(actor.Administrator),
	"changeMember":     inPerson(actor.Administrator),
	"endMember":        only(actor.Administrator),
	"getPerson":        signedIn,
	"linkPerson":       inPerson(actor.Administrator),
	"disablePerson":    only(actor.Administrator),
	"listInvitations":  only(actor.Administrator),
	"createInvitation": inPerson(actor.Administrator),
	"revokeInvitation": only(actor.Administrator),
	"resetMember":      inPerson(actor.Administrator),
	"acceptInvitation": public,

	"listCatalogues":   signedIn,
	"getCatalogue":     signedIn,
	"diffCatalogue":    signedIn,
	"listMeasures":     signedIn,
	"getMeasure":       signedIn,
	"createCatalogue":  composers,
	"changeCatalogue":  composers,
	"publishCatalogue": composers,
	"retireCatalogue":  composers,
	"reviseCatalogue":  composers,
	"putOutcome":       composers,
	"deleteOutcome":    composers,
	"addMeasure":       composers,
	"putMeasure":       composers,
	"deleteMeasure":    composers,

	"listTemplates":   signedIn,
	"getTemplate":     signedIn,
	"createTemplate":  composers,
	"replaceTemplate": composers,
	"publishTemplate": composers,
	"retireTemplate":  composers,
	"cloneTemplate":   composers,

	"lintTemplate":      composers,
	"getTemplateLint":   only(actor.Officer, actor.Administrator, actor.Evaluator, actor.Auditor),
	"rehearseTemplate":  composers,
	"getTemplateDryRun": only(actor.Officer, actor.Administrator, actor.Evaluator, actor.Auditor),
	"weighTemplate":     composers,
	"getTenderLint":     insiders,

	"listTenders":    signedIn,
	"getTender":      signedIn,
	"listLots":       signedIn,
	"getLot":         signedIn,
	"createTender":   only(actor.Officer),
	"changeTender":   only(actor.Officer),
	"publishTender":  only(actor.Officer),
	"extendDeadline": inPerson(actor.Officer),
	"moveClock":      only(actor.Officer),
	"cancelTender":   only(actor.Officer),
	"failTender":     only(actor.Officer),
	"amendTender":    only(actor.Officer),
	"listAmendments": public,

	"getTenderFeed":            public,
	"listNotices":              public,
	"listMyNotices":            only(actor.Supplier),
	"getInterest":              only(actor.Supplier, actor.Officer),
	"registerInterest":         only(actor.Supplier),
	"endInterest":              only(actor.Supplier),
	"getTenderSpecification":   public,
	"getTemplateSpecification": signedIn,
	"listClarifications":       public,
	"getClarification":         public,
	"askClarification":         only(actor.Supplier),
	"answerClarification":      only(actor.Officer),

	"listBids":    signedIn,
	"startBid":    only(actor.Supplier),
	"getBid":      signedIn,
	"writeBid":    only(actor.Supplier),
	"validateBid": only(actor.Supplier),
	"submitBid":   only(actor.Supplier),
	"withdrawBid": only(actor.Supplier),
	"getReceipt":  only(actor.Supplier),
	"openTender":  inPerson(actor.Officer),
	"getOpening":  signedIn,

	"lockQuality":     inPerson(actor.Officer),
	"getQualityLock":  insiders,
	"openPrices":      inPerson(actor.Officer),
	"getPriceOpening": signedIn,

	"listScores":        only(actor.Evaluator, actor.Officer, actor.Auditor),
	"createScore":       only(actor.Evaluator),
	"listAgreedScores":  only(actor.Evaluator, actor.Officer, actor.Auditor),
	"createAgreedScore": only(actor.Evaluator, actor.Officer),
	"listRuns":          insiders,
	"createRun":         only(actor.Officer),
	"getRun":            insiders,
	"getRunTrace":       insiders,
	"getRunSheet":       insiders,
	"getRunExplanation": insiders,
	"getRunRobustness":  insiders,
	"compareRuns":       insiders,
	"getRunBundle":      only(actor.Officer, actor.Auditor, actor.Supplier),
	"getAgreement":      only(actor.Evaluator, actor.Officer, actor.Auditor),
	"getPromiseBands":   insiders,
	"putPromiseBands":   only(actor.Officer),
	"getPromiseFlags":   only(actor.Officer, actor.Auditor),
	"scoreSheet":        signedIn,

	"listAwards":  only(actor.Officer, actor.Evaluator, actor.ContractManager, actor.Auditor, actor.Supplier),
	"createAward": inPerson(actor.Officer),
	"getAward":    only(actor.Officer, actor.Evaluator, actor.ContractManager, actor.Auditor, actor.Supplier),

	"openContract":    only(actor.Officer, actor.ContractManager),
	"listContracts":   parties,
	"getContract":     parties,
	"listObligations": parties,
	"getProgress":     parties,
	"listReturns":     parties,
	"getReturn":       parties,
	"submitReturn":    only(actor.Supplier),
	"submitReturns":   only(actor.Supplier),
	"checkReturns":    only(actor.Supplier),
	"getReturnForm":   parties,
	"sendReturnForm":  only(actor.Supplier),
	"getSalt":         only(actor.Supplier),
	"listUnits":       parties,
	"addNote":         sides,
	"verifyReturn":    only(actor.ContractManager),
	"queryReturn":     only(actor.ContractManager),
	"rejectReturn":    only(actor.ContractManager),
	"getHandover":     parties,
	"getObligation":   parties,
	"nameOwner":       sides,

	"getSchedule":         parties,
	"listScheduleChanges": parties,
	"moveStart":           only(actor.ContractManager),
	"suspendContract":     only(actor.ContractManager),
	"resumeContract":      only(actor.ContractManager),
	"skipPeriod":          only(actor.ContractManager),
	"restorePeriod":       only(actor.ContractManager),

	"listEvidence":   parties,
	"getEvidence":    parties,
	"uploadEvidence": sides,

	"askConfirmation":      only(actor.ContractManager),
	"withdrawConfirmation": only(actor.ContractManager),
	"readQuestion":         public,
	"answerQuestion":       public,
	"getConfirmPage":       public,

	"listWebhooks":    organised,
	"registerWebhook": organised,
	"getWebhook":      organised,
	"rotateWebhook":   organised,
	"stopWebhook":     organised,
	"listDeliveries":  organised,

	"listVariations":     parties,
	"getVariation":       parties,
	"getComparison":      parties,
	"getPortfolio":       parties,
	"getParticulars":     parties,
	"stateParticulars":   only(actor.ContractManager),
	"listAssessments":    parties,
	"listRatings":        parties,
	"getRating":          parties,
	"rateIndicator":      only(actor.ContractManager),
	"reconsiderRating":   only(actor.ContractManager),
	"publishRating":      only(actor.ContractManager),
	"replyToRating":      only(actor.Supplier),
	"getGroupedProgress": parties,
	"proposeVariation":   sides,
	"agreeVariation":     sides,
	"refuseVariation":    sides,
	"withdrawVariation":  sides,

	"listEvents": only(actor.Auditor, actor.Administrator, actor.Officer),
	"getEvent":   only(actor.Auditor, actor.Administrator, actor.Officer),

	"getCheckpoint":   public,
	"listCheckpoints": public,
	"getConsistency":  public,
	"getInclusion":    signedIn,
}

func grantOf(operation string) grant {
	g, ok := access[operation]
	if !ok {
		panic("api: operation " + operation + " has no row in the access table")
	}
	return g
}

// allows says why an actor may not try an operation; nil where they may.
func (g grant) allows(who actor.Actor, operation string) error {
	if g.public {
		return nil
	}
	if !who.Known() {
		return errSignIn
	}
	if len(who.Operations) > 0 && !slices.Contains(who.Operations, operation) {
		return errScope.Because("it is for %s", strings.Join(who.Operations, ", "))
	}
	if len(g.roles) > 0 && !who.Any(g.roles...) {
		names := make([]string, len(g.roles))
		for i, r := range g.roles {
			names[i] = string(r)
		}
		return errRole.Because("this needs the role %s", strings.Join(names, " or "))
	}
	if g.person {
		return identity.InPerson(who)
	}
	return nil
}
