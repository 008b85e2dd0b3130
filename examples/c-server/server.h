/* server - the notes over HTTP: GET /notes lists them, POST /notes adds its body as one. */
#ifndef SERVER_H
#define SERVER_H

#include <sqlite3.h>
#include <stdint.h>

struct MHD_Daemon;

/*
 * Listens on the local machine; port 0: on a free one.  Answers in threads, one request at a time on
 * the connection, which must be serialized and outlive the server.  NULL, with errno set, on failure.
 * End it with MHD_stop_daemon().
 */
struct MHD_Daemon *server_start(sqlite3 *db, uint16_t port);
/* The port it listens on. */
unsigned server_port(struct MHD_Daemon *server);

#endif
