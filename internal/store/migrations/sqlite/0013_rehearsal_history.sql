-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER template_lints_are_history_u BEFORE UPDATE ON template_lints BEGIN SELECT RAISE(ABORT, 'template_lints is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_lints_are_history_d BEFORE DELETE ON template_lints BEGIN SELECT RAISE(ABORT, 'template_lints is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_dry_runs_are_history_u BEFORE UPDATE ON template_dry_runs BEGIN SELECT RAISE(ABORT, 'template_dry_runs is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_dry_runs_are_history_d BEFORE DELETE ON template_dry_runs BEGIN SELECT RAISE(ABORT, 'template_dry_runs is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_publications_are_history_u BEFORE UPDATE ON template_publications BEGIN SELECT RAISE(ABORT, 'template_publications is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_publications_are_history_d BEFORE DELETE ON template_publications BEGIN SELECT RAISE(ABORT, 'template_publications is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_acceptances_are_history_u BEFORE UPDATE ON template_acceptances BEGIN SELECT RAISE(ABORT, 'template_acceptances is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_acceptances_are_history_d BEFORE DELETE ON template_acceptances BEGIN SELECT RAISE(ABORT, 'template_acceptances is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_derivations_are_history_u BEFORE UPDATE ON template_derivations BEGIN SELECT RAISE(ABORT, 'template_derivations is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER template_derivations_are_history_d BEFORE DELETE ON template_derivations BEGIN SELECT RAISE(ABORT, 'template_derivations is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER promise_bands_are_history_u BEFORE UPDATE ON promise_bands BEGIN SELECT RAISE(ABORT, 'promise_bands is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER promise_bands_are_history_d BEFORE DELETE ON promise_bands BEGIN SELECT RAISE(ABORT, 'promise_bands is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_seals_are_history_u BEFORE UPDATE ON run_seals BEGIN SELECT RAISE(ABORT, 'run_seals is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_seals_are_history_d BEFORE DELETE ON run_seals BEGIN SELECT RAISE(ABORT, 'run_seals is history: rows are added, never changed'); END;
-- +goose StatementEnd
