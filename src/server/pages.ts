import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** What is built is named by its contents and never changes; what names it is asked for anew each time. */
function cachingOf(path: string): string {
  return path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

const explorerIsMissing =
  'The API explorer is not built yet: npm start builds it once the first load is through. Try again then.';

/** Serves the dashboard and the API explorer from the built pages, once they have been built. */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = () => existsSync(join(folder, 'index.html'));
  await app.register(fastifyStatic, {
    root: resolve(folder),
    preCompressed: true,
    cacheControl: false,
    // They may be built while the hub runs already.
    suppressWarning: true,
    setHeaders: (reply, path) => reply.header('cache-control', cachingOf(path)),
  });
  app.get('/graphiql', async (_request, reply) => {
    if (existsSync(join(folder, 'graphiql.html'))) return reply.sendFile('graphiql.html');
    return reply.code(503).header('retry-after', '10').type('text/plain').send(explorerIsMissing);
  });
  app.setNotFoundHandler(async (request, reply) => {
    // Addresses of the dashboard's own pages all start from the same document.
    const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (isPage && isBuilt()) return reply.sendFile('index.html');
    if (request.url === '/' && !isBuilt()) {
      return reply.type('text/plain').send('Throughline runs. The dashboard is not built.');
    }
    return reply.code(404).send({ code: 'NOT_FOUND' });
  });
}
