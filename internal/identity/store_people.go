package identity

import (
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
)

func getPerson(tx *store.Tx, id string) (p Person, err error) {
	err = tx.DB().First(&p, "id = ?", id).Error
	return p, err
}

// personByEmail is nil where nobody has the address.
func personByEmail(tx *store.Tx, email string) (*Person, error) {
	var list []Person
	if err := tx.DB().Limit(1).Find(&list, "email = ?", email).Error; err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func insertPerson(tx *store.Tx, p Person) error { return tx.Insert(&p) }

func changePerson(tx *store.Tx, id string, version int, columns map[string]any) error {
	return tx.Change(&Person{}, id, version, columns)
}

// memberRow is a member as it is kept: roles in one column.
type memberRow struct {
	ID             string
	PersonID       string
	OrganisationID string
	Roles          string
	CreatedAt      time.Time
	EndedAt        *time.Time
	Version        int
}

// TableName names the table of memberships.
func (memberRow) TableName() string { return "memberships" }

func (r memberRow) member() Member {
	return Member{
		ID: r.ID, PersonID: r.PersonID, OrganisationID: r.OrganisationID, Roles: rolesOf(r.Roles),
		CreatedAt: r.CreatedAt, EndedAt: r.EndedAt, Version: r.Version,
	}
}

func insertMember(tx *store.Tx, m Member) error {
	return ifTwice(tx.Insert(&memberRow{
		ID: m.ID, PersonID: m.PersonID, OrganisationID: m.OrganisationID, Roles: rolesText(m.Roles), CreatedAt: m.CreatedAt, Version: m.Version,
	}), ErrMember)
}

func changeMember(tx *store.Tx, id string, version int, columns map[string]any) error {
	return tx.Change(&memberRow{}, id, version, columns)
}

func getMember(tx *store.Tx, o Organisation, id string) (Membership, error) {
	var r memberRow
	if err := tx.DB().First(&r, "id = ? AND organisation_id = ?", id, o.ID).Error; err != nil {
		return Membership{}, err
	}
	p, err := getPerson(tx, r.PersonID)
	return Membership{Member: r.member(), Person: p, Organisation: o}, err
}

func listMembers(tx *store.Tx, o Organisation, page store.Page) ([]Membership, error) {
	var rows []memberRow
	if err := page.Of(tx.DB()).Find(&rows, "organisation_id = ?", o.ID).Error; err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.PersonID
	}
	var people []Person
	err := tx.DB().Find(&people, "id IN ?", ids).Error
	by := map[string]Person{}
	for _, p := range people {
		by[p.ID] = p
	}
	list := make([]Membership, len(rows))
	for i, r := range rows {
		list[i] = Membership{Member: r.member(), Person: by[r.PersonID], Organisation: o}
	}
	return list, err
}

// placesOf lists where a person is a member, the oldest place first.
func placesOf(tx *store.Tx, personID string) ([]Membership, error) {
	var rows []memberRow
	if err := tx.DB().Order("created_at, id").Find(&rows, "person_id = ? AND ended_at IS NULL", personID).Error; err != nil {
		return nil, err
	}
	list := make([]Membership, len(rows))
	for i, r := range rows {
		o, err := Get(tx, r.OrganisationID)
		if err != nil {
			return nil, err
		}
		list[i] = Membership{Member: r.member(), Organisation: o}
	}
	return list, nil
}

// Acts reports whether a person acts for an organisation in a role today: a
// member whose place has not ended, and who is not disabled.
func Acts(tx *store.Tx, personID, organisationID string, role actor.Role) (bool, error) {
	var rows []memberRow
	err := tx.DB().Where("person_id IN (?)", tx.DB().Model(&Person{}).Select("id").Where("disabled_at IS NULL")).
		Find(&rows, "person_id = ? AND organisation_id = ? AND ended_at IS NULL", personID, organisationID).Error
	for _, r := range rows {
		if slices.Contains(rolesOf(r.Roles), role) {
			return true, err
		}
	}
	return false, err
}

// invitationRow is an invitation as it is kept: roles in one column.
type invitationRow struct {
	ID             string
	OrganisationID string
	PersonID       *string
	Name           string
	Email          string
	Roles          string
	Prefix         string
	SecretHash     string
	CreatedAt      time.Time
	ExpiresAt      time.Time
	AcceptedAt     *time.Time
	RevokedAt      *time.Time
	Version        int
}

// TableName names the table of invitations.
func (invitationRow) TableName() string { return "invitations" }

func (r invitationRow) invitation() Invitation {
	return Invitation{
		ID: r.ID, OrganisationID: r.OrganisationID, PersonID: r.PersonID, Name: r.Name, Email: r.Email, Roles: rolesOf(r.Roles), Prefix: r.Prefix,
		SecretHash: r.SecretHash, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, AcceptedAt: r.AcceptedAt, RevokedAt: r.RevokedAt, Version: r.Version,
	}
}

func insertInvitation(tx *store.Tx, i Invitation) error {
	return tx.Insert(&invitationRow{
		ID: i.ID, OrganisationID: i.OrganisationID, PersonID: i.PersonID, Name: i.Name, Email: i.Email, Roles: rolesText(i.Roles), Prefix: i.Prefix,
		SecretHash: i.SecretHash, CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt, Version: i.Version,
	})
}

func changeInvitation(tx *store.Tx, id string, version int, columns map[string]any) error {
	return tx.Change(&invitationRow{}, id, version, columns)
}

func revokeResets(tx *store.Tx, personID string) error {
	return tx.DB().Model(&invitationRow{}).Where("person_id = ? AND accepted_at IS NULL AND revoked_at IS NULL", personID).UpdateColumn("revoked_at", tx.Now).Error
}

func getInvitation(tx *store.Tx, organisationID, id string) (Invitation, error) {
	var r invitationRow
	err := tx.DB().First(&r, "id = ? AND organisation_id = ?", id, organisationID).Error
	return r.invitation(), err
}

// invitationByPrefix is nil where there is none.
func invitationByPrefix(tx *store.Tx, prefix string) (*Invitation, error) {
	var rows []invitationRow
	if err := tx.DB().Limit(1).Find(&rows, "prefix = ?", prefix).Error; err != nil || len(rows) == 0 {
		return nil, err
	}
	i := rows[0].invitation()
	return &i, nil
}

func listInvitations(tx *store.Tx, organisationID string, page store.Page) (list []Invitation, err error) {
	var rows []invitationRow
	err = page.Of(tx.DB()).Find(&rows, "organisation_id = ?", organisationID).Error
	for _, r := range rows {
		list = append(list, r.invitation())
	}
	return list, err
}
