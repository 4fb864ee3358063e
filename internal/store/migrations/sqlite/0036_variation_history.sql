-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER obligation_terms_are_history_u BEFORE UPDATE ON obligation_terms BEGIN SELECT RAISE(ABORT, 'obligation_terms is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER obligation_terms_are_history_d BEFORE DELETE ON obligation_terms BEGIN SELECT RAISE(ABORT, 'obligation_terms is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_terms_are_history_u BEFORE UPDATE ON period_terms BEGIN SELECT RAISE(ABORT, 'period_terms is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_terms_are_history_d BEFORE DELETE ON period_terms BEGIN SELECT RAISE(ABORT, 'period_terms is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contract_changes_are_history_u BEFORE UPDATE ON contract_changes BEGIN SELECT RAISE(ABORT, 'contract_changes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contract_changes_are_history_d BEFORE DELETE ON contract_changes BEGIN SELECT RAISE(ABORT, 'contract_changes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contract_rules_are_history_u BEFORE UPDATE ON contract_rules BEGIN SELECT RAISE(ABORT, 'contract_rules is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contract_rules_are_history_d BEFORE DELETE ON contract_rules BEGIN SELECT RAISE(ABORT, 'contract_rules is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contract_particulars_are_history_u BEFORE UPDATE ON contract_particulars BEGIN SELECT RAISE(ABORT, 'contract_particulars is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contract_particulars_are_history_d BEFORE DELETE ON contract_particulars BEGIN SELECT RAISE(ABORT, 'contract_particulars is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_rulings_are_history_u BEFORE UPDATE ON return_rulings BEGIN SELECT RAISE(ABORT, 'return_rulings is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_rulings_are_history_d BEFORE DELETE ON return_rulings BEGIN SELECT RAISE(ABORT, 'return_rulings is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER deeds_are_history_u BEFORE UPDATE ON deeds BEGIN SELECT RAISE(ABORT, 'deeds is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER deeds_are_history_d BEFORE DELETE ON deeds BEGIN SELECT RAISE(ABORT, 'deeds is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER track_replies_are_history_u BEFORE UPDATE ON track_replies BEGIN SELECT RAISE(ABORT, 'track_replies is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER track_replies_are_history_d BEFORE DELETE ON track_replies BEGIN SELECT RAISE(ABORT, 'track_replies is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER track_statements_are_history_u BEFORE UPDATE ON track_statements BEGIN SELECT RAISE(ABORT, 'track_statements is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER track_statements_are_history_d BEFORE DELETE ON track_statements BEGIN SELECT RAISE(ABORT, 'track_statements is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER variations_are_history_u BEFORE UPDATE OF contract_id, number, kind, ground, reason, terms, proposed_by, assignee_id, proposed_at ON variations BEGIN SELECT RAISE(ABORT, 'variations is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER variations_are_history_d BEFORE DELETE ON variations BEGIN SELECT RAISE(ABORT, 'variations is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ratings_are_history_u BEFORE UPDATE OF contract_id, obligation_id, indicator, year, from_on, to_on, supplier_id ON ratings BEGIN SELECT RAISE(ABORT, 'ratings is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ratings_are_history_d BEFORE DELETE ON ratings BEGIN SELECT RAISE(ABORT, 'ratings is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER shortfalls_are_history_u BEFORE UPDATE OF contract_id, obligation_id, period_id, supplier_id, committed, counted, short_exact ON shortfalls BEGIN SELECT RAISE(ABORT, 'shortfalls is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER shortfalls_are_history_d BEFORE DELETE ON shortfalls BEGIN SELECT RAISE(ABORT, 'shortfalls is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER disputes_are_history_u BEFORE UPDATE OF contract_id, about, subject_id, reported_by ON disputes BEGIN SELECT RAISE(ABORT, 'disputes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER disputes_are_history_d BEFORE DELETE ON disputes BEGIN SELECT RAISE(ABORT, 'disputes is history: rows are added, never changed'); END;
-- +goose StatementEnd
