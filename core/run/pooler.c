/* run/pooler - what cannot run through a pooler. */
#include "run/pooler.h"

#include "base/error.h"
#include "run/script.h"

/* Each transaction sets itself up.  What runs outside any gets nothing of that, and
 * what its body sets may neither reach it nor be taken back. */
static const char *why_not(const struct dunlin_open *how, const struct dn_step *step)
{
	if (!dn_script_in_pieces(step))
		return NULL;
	if (how->schema != NULL || how->n_session > 0)
		return "through a pooler, what runs outside a transaction can be given neither "
		       "schema nor session statements";
	if ((step->body->effects & DN_EFFECT_SESSION) != 0)
		return "this changes the session, and through a pooler what runs outside a "
		       "transaction may be in another one";
	return NULL;
}

dunlin_status dn_pooler_check(const struct dn_view *view, dunlin_error *err)
{
	const char *why = NULL;
	size_t i;

	if (view->session.info.pooler == NULL)
		return DUNLIN_OK;
	for (i = 0; i < view->plan.n_steps && why == NULL; i++)
		why = why_not(&view->options->target.how, &view->plan.steps[i]);
	if (why == NULL)
		return DUNLIN_OK;
	dn_fail_at(err, DUNLIN_EUNSUPPORTED, view->plan.steps[i - 1].body->file,
		   view->plan.steps[i - 1].body->first_line, 0, "%s", why);
	dn_error_hint(err, "give Dunlin a URL that leads to the server itself");
	dn_error_state(err, "nothing was changed");
	return DUNLIN_EUNSUPPORTED;
}
