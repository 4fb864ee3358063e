-- +goose Up
CREATE TRIGGER template_lints_are_history BEFORE UPDATE OR DELETE ON template_lints FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER template_dry_runs_are_history BEFORE UPDATE OR DELETE ON template_dry_runs FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER template_publications_are_history BEFORE UPDATE OR DELETE ON template_publications FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER template_acceptances_are_history BEFORE UPDATE OR DELETE ON template_acceptances FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER template_derivations_are_history BEFORE UPDATE OR DELETE ON template_derivations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER promise_bands_are_history BEFORE UPDATE OR DELETE ON promise_bands FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER run_seals_are_history BEFORE UPDATE OR DELETE ON run_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
