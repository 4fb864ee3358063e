package api

import "github.com/assay-engine/assay/internal/actor"

// The words of the table. A row starts with who may try the operation (public,
// signedIn, only, inPerson or one of the sets below), then says whose things it
// reaches (of) and in which phases of their tender (always, from, during); or
// adds another way to be allowed.
var (
	public   = grant{public: true, rules: []Rule{{Relation: everyones, Phases: Phases}}}
	onSecret = grant{public: true, rules: []Rule{{Relation: holder, Phases: Phases}}} // whoever holds a secret that is good once
	signedIn = grant{rules: []Rule{{}}}

	// ours is for everybody of an organisation, about what is its own.
	ours = signedIn.of(own).always()

	// catalogued is what everybody who is signed in may read once it is published, and
	// its owner's own people before.
	catalogued = signedIn.of(everyones).always().or(signedIn.of(house).always())

	// tendered is what everybody who is signed in may read of a tender that was
	// published, and the buyer's own people before; announced is the same for the
	// whole public.
	tendered  = signedIn.of(everyones).from(phasePublished).or(signedIn.of(house).always())
	announced = grant{public: true, rules: []Rule{{Relation: everyones, Phases: Phases[1:]}, {Relation: house, Phases: Phases}}}

	// administrators look after the people and keys of an organisation, operators
	// after the organisations and people of the installation.
	administrators = only(actor.Administrator).of(overseen).always()
	inPersonAdmin  = inPerson(actor.Administrator).of(overseen).always()
	operators      = only(actor.Administrator).of(installed).always()

	// composers write catalogues and templates, for their own organisation.
	composers = only(actor.Officer, actor.Administrator).of(house).always()

	// officers run a tender that their own organisation buys.
	officers = only(actor.Officer).of(house)

	// parties read a contract: its two sides, and who oversees the installation.
	parties = only(actor.Officer, actor.ContractManager, actor.Supplier).of(party).or(only(actor.Auditor, actor.Administrator).of(overseen)).from(phaseContract)

	// accountants add up contracts over tenders.
	accountants = only(actor.Officer, actor.ContractManager, actor.Supplier).of(party).or(only(actor.Auditor, actor.Administrator).of(overseen)).always()

	// sides act on a contract, for the authority or for the supplier; managers for
	// the authority, deliverers for the supplier.
	sides      = only(actor.ContractManager, actor.Supplier).of(party).from(phaseContract)
	managers   = only(actor.ContractManager).of(party).from(phaseContract)
	deliverers = only(actor.Supplier).of(party).from(phaseContract)

	// organised let their own organisation's programs be told of things.
	organised = only(actor.Administrator, actor.Officer, actor.ContractManager, actor.Supplier).of(house).always()

	// insiders read how their own organisation's procurement was scored.
	insiders = only(actor.Officer, actor.Evaluator, actor.ContractManager, actor.Auditor).of(house)

	// judges read the scores of their own organisation's procurement.
	judges = only(actor.Officer, actor.Auditor).of(house).or(only(actor.Evaluator).of(onPanel)).from(phaseOpened)

	// watchers read what became of them.
	watchers = only(actor.Officer, actor.ContractManager, actor.Auditor).of(house).or(only(actor.Evaluator).of(onPanel))

	// bidders read and write their own bids; opened is who reads them afterwards.
	bidders = only(actor.Supplier).of(own)
	readers = only(actor.Officer, actor.ContractManager).of(house).or(only(actor.Evaluator).of(onPanel)).or(only(actor.Auditor, actor.Administrator).of(overseen)).from(phaseOpened)

	// deciders read what is recommended, with the bidders' names.
	deciders = only(actor.Officer, actor.ContractManager, actor.Auditor).of(house)

	// losersToo read an award: the authority's people, and who bid for the lot.
	losersToo = only(actor.Supplier).of(party).or(only(actor.Officer, actor.Evaluator, actor.ContractManager).of(house), only(actor.Auditor).of(overseen)).from(phasePriced)

	// toldToo read assessment summaries: the authority's people, and each bidder its own.
	toldToo = only(actor.Supplier).of(own).from(phaseAwarded).or(only(actor.Officer, actor.Auditor).of(house))

	// loggers read the event log.
	loggers = only(actor.Officer).of(house).or(only(actor.Auditor, actor.Administrator).of(overseen)).always()
)

// access is who may do what, to whose things, and when: a row for every
// operation. What has no row cannot be mounted.
var access = map[string]grant{
	"getHealth":      public,
	"getReadiness":   public,
	"getDescription": public,
	"getDocs":        public,
	"getDocsAsset":   public,
	"listProblems":   public,
	"getProblem":     public,
	"getSigningKeys": public,

	"getMe":              ours,
	"signIn":             public,
	"signOut":            ours,
	"registerSupplier":   public,
	"listOrganisations":  signedIn.of(everyones).always(),
	"getOrganisation":    signedIn.of(everyones).always(),
	"createOrganisation": operators,
	"changeOrganisation": operators,
	"listLookAlikes":     operators,
	"createKey":          administrators,
	"listKeys":           administrators,
	"revokeKey":          administrators,
	"listOwnKeys":        ours,
	"createOwnKey":       ours,
	"revokeOwnKey":       ours,

	"listMembers":      administrators,
	"getMember":        administrators,
	"addMember":        inPerson(actor.Administrator).of(installed).always(),
	"changeMember":     inPersonAdmin,
	"endMember":        administrators,
	"getPerson":        signedIn.of(own).always().or(operators),
	"linkPerson":       inPerson(actor.Administrator).of(installed).always(),
	"disablePerson":    operators,
	"listInvitations":  administrators,
	"createInvitation": inPersonAdmin,
	"revokeInvitation": administrators,
	"resetMember":      inPersonAdmin,
	"acceptInvitation": onSecret,

	"listCatalogues":   catalogued,
	"getCatalogue":     catalogued,
	"diffCatalogue":    catalogued,
	"listMeasures":     catalogued,
	"getMeasure":       catalogued,
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

	"listTemplates":   catalogued,
	"getTemplate":     catalogued,
	"createTemplate":  composers,
	"replaceTemplate": composers,
	"publishTemplate": composers,
	"retireTemplate":  composers,
	"cloneTemplate":   composers,

	"lintTemplate":      composers,
	"getTemplateLint":   only(actor.Officer, actor.Administrator, actor.Evaluator, actor.Auditor).of(everyones).or(only(actor.Officer, actor.Administrator, actor.Evaluator, actor.Auditor).of(house)).always(),
	"rehearseTemplate":  composers,
	"getTemplateDryRun": only(actor.Officer, actor.Administrator, actor.Evaluator, actor.Auditor).of(everyones).or(only(actor.Officer, actor.Administrator, actor.Evaluator, actor.Auditor).of(house)).always(),
	"weighTemplate":     composers,
	"getTenderLint":     insiders.always(),

	"listTenders":    tendered,
	"getTender":      tendered,
	"listLots":       tendered,
	"getLot":         tendered,
	"createTender":   officers.always(),
	"changeTender":   officers.during(phaseDraft),
	"publishTender":  officers.during(phaseDraft),
	"extendDeadline": inPerson(actor.Officer).of(house).during(phasePublished),
	"moveClock":      officers.always(),
	"cancelTender":   officers.during(Phases[:8]...),
	"failTender":     officers.during(Phases[:8]...),
	"amendTender":    officers.during(phasePublished),
	"listAmendments": announced,

	"getTenderFeed":            public,
	"listNotices":              announced,
	"listMyNotices":            only(actor.Supplier).of(own).from(phasePublished),
	"getInterest":              only(actor.Supplier, actor.Officer).of(own).from(phasePublished).or(officers.always()),
	"registerInterest":         only(actor.Supplier).of(own).from(phasePublished),
	"endInterest":              only(actor.Supplier).of(own).from(phasePublished),
	"getTenderSpecification":   announced,
	"getTemplateSpecification": catalogued,
	"listClarifications":       announced,
	"getClarification":         announced,
	"askClarification":         only(actor.Supplier).of(everyones).during(phasePublished),
	"answerClarification":      officers.during(phasePublished),

	"listMyWork":       signedIn.of(own).always(),
	"getMyWork":        insiders.always(),
	"getPanelProgress": only(actor.Evaluator, actor.Officer).of(onPanel).from(phaseOpened),
	"listCalibrations": insiders.always(),
	"makeCalibration":  inPerson(actor.Evaluator, actor.Officer).of(onPanel).from(phasePublished),
	"scoreCalibration": inPerson(actor.Evaluator).of(onPanel).from(phasePublished),

	"getPanel":        insiders.always(),
	"setPanel":        inPerson(actor.Officer).of(house).during(phaseDraft, phasePublished, phaseClosed),
	"appoint":         inPerson(actor.Officer).of(house).during(Phases[:5]...),
	"endAppointment":  inPerson(actor.Officer).of(house).during(Phases[:5]...),
	"declareInterest": inPerson(actor.Evaluator, actor.Officer, actor.Auditor).of(onPanel).always(),
	"listInterests":   only(actor.Officer, actor.Auditor).of(house).or(only(actor.Evaluator).of(onPanel)).always(),
	"decideInterest":  inPerson(actor.Officer).of(house).or(inPerson(actor.Evaluator).of(onPanel)).always(),
	"listBidders":     only(actor.Officer, actor.ContractManager, actor.Auditor).of(house).or(only(actor.Evaluator).of(onPanel)).from(phaseOpened),
	"revealNames":     inPerson(actor.Officer).of(house).from(phaseOpened),

	"listBids":    bidders.from(phasePublished).or(readers),
	"startBid":    only(actor.Supplier).of(everyones).during(phasePublished),
	"getBid":      bidders.from(phasePublished).or(readers),
	"writeBid":    bidders.during(phasePublished),
	"validateBid": bidders.from(phasePublished),
	"submitBid":   bidders.during(phasePublished),
	"withdrawBid": bidders.during(phasePublished),
	"getReceipt":  bidders.from(phasePublished),

	"uploadAttachment":  bidders.during(phasePublished),
	"discardAttachment": bidders.during(phasePublished),
	"listAttachments":   bidders.from(phasePublished).or(readers),
	"getAttachment":     bidders.from(phasePublished).or(readers),

	"openTender": inPerson(actor.Officer).of(house).during(phaseClosed),
	"getOpening": signedIn.of(everyones).from(phaseOpened),

	"consentToOpening":       inPerson(actor.Officer).of(house).during(phaseClosed, phaseLocked),
	"listOpeningConsents":    only(actor.Officer, actor.Auditor).of(house).from(phaseClosed),
	"withdrawOpeningConsent": inPerson(actor.Officer).of(house).during(phaseClosed, phaseLocked),

	"lockQuality":     inPerson(actor.Officer).of(house).during(phaseOpened),
	"getQualityLock":  watchers.from(phaseLocked),
	"openPrices":      inPerson(actor.Officer).of(house).during(phaseLocked),
	"getPriceOpening": signedIn.of(everyones).from(phasePriced),

	"listScores":         judges,
	"createScore":        inPerson(actor.Evaluator).of(onPanel).during(phaseOpened),
	"listScoreDrafts":    only(actor.Evaluator).of(onPanel).from(phaseOpened),
	"keepScoreDraft":     inPerson(actor.Evaluator).of(onPanel).during(phaseOpened),
	"listAgreedScores":   judges,
	"confirmAgreedScore": inPerson(actor.Evaluator).of(onPanel).during(phaseOpened, phaseLocked, phasePriced),
	"createAgreedScore":  inPerson(actor.Evaluator, actor.Officer).of(onPanel).during(phaseOpened, phaseLocked, phasePriced),
	"listRuns":           watchers.from(phasePriced),
	"createRun":          officers.during(phasePriced),
	"getRun":             watchers.from(phasePriced),
	"getRunTrace":        watchers.from(phasePriced),
	"getRunSheet":        watchers.from(phasePriced),
	"getRunMatrix":       watchers.from(phasePriced),
	"getRunExplanation":  watchers.from(phasePriced),
	"getRunRobustness":   watchers.from(phasePriced),
	"compareRuns":        watchers.from(phasePriced),
	"getRunBundle":       only(actor.Officer, actor.Auditor).of(house).from(phasePriced).or(only(actor.Supplier).of(own).from(phaseAwarded)),
	"getAgreement":       only(actor.Officer, actor.Auditor).of(house).or(only(actor.Evaluator).of(onPanel)).from(phasePublished),
	"getPromiseBands":    insiders.always(),
	"putPromiseBands":    officers.during(phaseDraft, phasePublished, phaseClosed),
	"getPromiseFlags":    only(actor.Officer, actor.Auditor).of(house).from(phaseOpened),
	"scoreSheet":         signedIn.of(everyones).always(),

	"listAwards": losersToo,
	"endAward":   inPerson(actor.Officer).of(house).during(phasePriced, phaseAwarded, phaseContract),
	"getAward":   losersToo,

	"listBidClarifications":  only(actor.Supplier).of(party).or(only(actor.Officer, actor.Auditor).of(house), only(actor.Evaluator).of(onPanel)).from(phaseOpened),
	"createBidClarification": inPerson(actor.Officer).of(house).during(phaseOpened, phaseLocked, phasePriced),
	"answerBidClarification": only(actor.Supplier).of(own).during(phaseOpened, phaseLocked, phasePriced),
	"decideBidClarification": inPerson(actor.Officer).of(house).during(phaseOpened, phaseLocked, phasePriced),

	"listExclusions":     deciders.from(phaseOpened),
	"createExclusion":    inPerson(actor.Officer).of(house).during(phaseOpened, phaseLocked, phasePriced),
	"listPriceSigns":     only(actor.Officer, actor.Auditor).of(house).from(phasePriced),
	"listPriceInquiries": only(actor.Supplier).of(party).or(only(actor.Officer, actor.Auditor).of(house)).from(phasePriced),
	"createPriceInquiry": inPerson(actor.Officer).of(house).during(phasePriced),
	"answerPriceInquiry": only(actor.Supplier).of(own).during(phasePriced),
	"decidePriceInquiry": inPerson(actor.Officer).of(house).during(phasePriced),
	"whatIf":             only(actor.Officer, actor.Auditor).of(house).from(phasePriced),

	"listRecommendations":     deciders.from(phasePriced),
	"createRecommendation":    inPerson(actor.Officer).of(house).during(phasePriced),
	"getRecommendation":       deciders.from(phasePriced),
	"getRecommendationReport": deciders.from(phasePriced),
	"approveRecommendation":   inPerson(actor.Officer).of(house).during(phasePriced),
	"sendBackRecommendation":  inPerson(actor.Officer).of(house).from(phasePriced),
	"withdrawRecommendation":  inPerson(actor.Officer).of(house).from(phasePriced),
	"publishAwardNotice":      inPerson(actor.Officer).of(house).during(phasePriced, phaseAwarded),
	"getStandstill":           losersToo,
	"listSummaries":           toldToo.from(phasePriced),
	"getSummary":              toldToo.from(phasePriced),
	"getSummaryPage":          toldToo.from(phasePriced),
	"getSummaryPDF":           toldToo.from(phasePriced),
	"listSummaryVersions":     only(actor.Officer, actor.Auditor).of(house).from(phasePriced),
	"getRecord":               only(actor.Officer, actor.Auditor).of(house).from(phaseOpened),
	"draftSummaries":          officers.during(phasePriced, phaseAwarded),
	"editSummary":             officers.during(phasePriced, phaseAwarded),
	"reviewSummary":           inPerson(actor.Officer).of(house).during(phasePriced, phaseAwarded),
	"releaseSummaries":        inPerson(actor.Officer).of(house).during(phasePriced, phaseAwarded),
	"getAllocation":           deciders.from(phasePriced),
	"listChallenges":          only(actor.Supplier).of(party).or(deciders).from(phasePriced),
	"createChallenge":         inPerson(actor.Officer).of(house).or(only(actor.Supplier).of(party)).from(phasePriced),
	"resolveChallenge":        inPerson(actor.Officer).of(house).from(phasePriced),

	"openContract":    only(actor.Officer, actor.ContractManager).of(house).during(phaseAwarded),
	"listContracts":   parties,
	"getContract":     parties,
	"listObligations": parties,
	"getProgress":     parties,
	"listReturns":     parties,
	"getReturn":       parties,
	"submitReturn":    deliverers,
	"submitReturns":   deliverers,
	"checkReturns":    deliverers,
	"getReturnForm":   parties,
	"sendReturnForm":  deliverers,
	"getSalt":         deliverers,
	"listUnits":       parties,
	"addNote":         sides,
	"verifyReturn":    managers,
	"queryReturn":     managers,
	"rejectReturn":    managers,
	"getHandover":     parties,
	"getObligation":   parties,
	"nameOwner":       sides,

	"getSchedule":         parties,
	"listScheduleChanges": parties,
	"moveStart":           managers,
	"suspendContract":     managers,
	"resumeContract":      managers,
	"skipPeriod":          managers,
	"restorePeriod":       managers,

	"listEvidence":   parties,
	"getEvidence":    parties,
	"uploadEvidence": sides,

	"askConfirmation":      managers,
	"withdrawConfirmation": managers,
	"readQuestion":         onSecret,
	"answerQuestion":       onSecret,
	"getConfirmPage":       public,

	"listWebhooks":    organised,
	"registerWebhook": organised,
	"getWebhook":      organised,
	"rotateWebhook":   organised,
	"stopWebhook":     organised,
	"listDeliveries":  organised,

	"listVariations":       parties,
	"getVariation":         parties,
	"getComparison":        parties,
	"getPortfolio":         accountants,
	"getParticulars":       parties,
	"stateParticulars":     managers,
	"listAssessments":      parties,
	"listRatings":          parties,
	"getRating":            parties,
	"rateIndicator":        managers,
	"reconsiderRating":     managers,
	"publishRating":        managers,
	"replyToRating":        deliverers,
	"getGroupedProgress":   accountants,
	"getPerformanceNotice": parties,

	"getTrackRecord":      only(actor.Supplier).of(own).or(only(actor.Officer, actor.ContractManager).of(everyones)).or(only(actor.Auditor, actor.Administrator).of(overseen)).always(),
	"replyToTrackRecord":  only(actor.Supplier).of(own).always(),
	"stateTrackRecord":    only(actor.Supplier).of(own).always(),
	"listTrackStatements": only(actor.Supplier).of(own).always(),
	"listGaps":            parties,
	"listShortfalls":      parties,
	"getShortfall":        parties,
	"recordShortfall":     managers,
	"proposePlan":         sides,
	"agreePlan":           sides,
	"escalateShortfall":   sides,
	"makeShortfallGood":   managers,
	"remedyShortfall":     managers,
	"withdrawShortfall":   managers,
	"listDisputes":        parties,
	"getDispute":          parties,
	"reportDispute":       sides,
	"replyToDispute":      sides,
	"escalateDispute":     sides,
	"decideDispute":       managers,
	"proposeVariation":    sides,
	"agreeVariation":      sides,
	"refuseVariation":     sides,
	"withdrawVariation":   sides,

	"listEvents": loggers,
	"getEvent":   loggers,

	"getCheckpoint":   public,
	"listCheckpoints": public,
	"getConsistency":  public,
	"getInclusion":    signedIn.of(house).always().or(loggers),
	"listRetention":   officers.always().or(only(actor.Auditor, actor.Administrator).of(overseen).always()),
	"listHolds":       administrators,
	"placeHold":       inPersonAdmin,
	"releaseHold":     inPersonAdmin,
	"exportPerson":    inPerson().of(own).or(inPerson(actor.Administrator).of(installed)).always(),
	"erasePerson":     inPerson(actor.Administrator).of(installed).always(),

	"exportLog": only(actor.Auditor, actor.Administrator).of(installed).always(),
}
