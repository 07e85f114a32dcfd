import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** What is built is named by its contents and never changes; what names it is asked for anew each time. */
function cachingOf(path: string): string {
  return path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Serves the dashboard and the API explorer from the built pages, where they have been built. */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', async (_request, reply) =>
      reply.type('text/plain').send('Throughline runs. The dashboard is not built.'),
    );
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => reply.header('cache-control', cachingOf(path)),
  });
  app.get('/graphiql', async (_request, reply) => reply.sendFile('graphiql.html'));
  app.setNotFoundHandler(async (request, reply) => {
    // Addresses of the dashboard's own pages all start from the same document.
    const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    return isPage ? reply.sendFile('index.html') : reply.code(404).send({ code: 'NOT_FOUND' });
  });
}
