import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Serves the dashboard and the API explorer from the built pages, where they have been built. */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', async (_request, reply) =>
      reply.type('text/plain').send('Throughline runs. The dashboard is not built.'),
    );
    return;
  }
  await app.register(fastifyStatic, { root: folder, wildcard: false, cacheControl: true, maxAge: '1h' });
  app.get('/graphiql', async (_request, reply) => reply.sendFile('graphiql.html'));
  app.setNotFoundHandler(async (request, reply) => {
    // Addresses of the dashboard's own pages all start from the same document.
    const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    return isPage ? reply.sendFile('index.html') : reply.code(404).send({ code: 'NOT_FOUND' });
  });
}
