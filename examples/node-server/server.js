'use strict';
/*
 * A server that counts visits:  node server.js URL [PORT]
 *
 * Before it listens it migrates its database, so that no request ever meets an older schema; when that
 * fails it says why and ends.  It prints where it listens; port 0, the default, is any that is free.
 */
const http = require('node:http');
const path = require('node:path');
const dunlin = require('dunlin');
const { openStore } = require('./store.js');

async function migrate(url) {
  const result = await dunlin.start({
    url,
    folders: [path.join(__dirname, 'migrations')],
    create: true,
    project: 'visits',
    waitMs: 30000, // a database that starts beside the server
    timeoutMs: 300000,
    log: (line) => console.error(`migrations: ${line}`),
  });
  console.error(`migrations: ${result.applied} applied, ${result.standing} standing`);
}

async function answer(store, request, response) {
  const { pathname } = new URL(request.url, 'http://server');
  try {
    if (request.method !== 'GET') {
      response.writeHead(405, { allow: 'GET' }).end();
      return;
    }
    const visits = await store.visit(pathname, request.headers['user-agent'] ?? null);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify({ path: pathname, ...visits })}\n`);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}

async function main() {
  const [url, port = '0'] = process.argv.slice(2);
  if (!url) throw new Error('usage: node server.js URL [PORT]');
  await migrate(url);
  const store = await openStore(url);
  const server = http.createServer((request, response) => answer(store, request, response));
  server.listen(Number(port), '127.0.0.1', () =>
    console.log(`listening on http://127.0.0.1:${server.address().port}`));
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      server.close(() => store.close());
      server.closeIdleConnections?.();
    });
}

main().catch((error) => {
  console.error(`cannot start: ${error.message}`);
  process.exitCode = 1;
});
