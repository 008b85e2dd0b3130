/* proxy - stands between the driver and its server, and does with their bytes what networks do. */
#ifndef CONFORM_PROXY_H
#define CONFORM_PROXY_H

#include <stdatomic.h>

/* Set at any time, by any thread. */
extern _Atomic(const char *) proxy_swallow; /* a connection whose client sends this hears no more, and
					       is cut off; the server gets it */
extern atomic_int proxy_stop_reply; /* 1: what is swallowed does not reach the server either */
extern atomic_int proxy_delay_ms;   /* each way */
extern atomic_int proxy_cut_after; /* the connection on which the server has sent so many bytes from
				       now on is cut off behind them; 0: none */
extern atomic_int proxy_frozen;    /* 1: the first connection: nothing is passed on */
extern atomic_int proxy_silent;    /* 1: connections are taken, and nothing is passed on */

/* Starts it; the URL that leads through it.  A case without a server is left out. */
const char *proxy_start(void);
/* Cuts all connections that there are. */
void proxy_cut(void);

#endif
