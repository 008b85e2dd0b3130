/* run/news - what a run tells while it works. */
#include "run/news.h"

void dn_tell(const struct dn_teller *teller, const struct dn_news *news)
{
	if (teller->tell != NULL)
		teller->tell(teller->payload, news);
}
