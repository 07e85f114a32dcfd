import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Makes a GraphQL document what its generated types say that it is: its text, and itself for the client. */
function graphqlDocuments(): Plugin {
  return {
    name: 'graphql-documents',
    transform(text, id) {
      if (!id.endsWith('.graphql')) return undefined;
      const name = /\b(?:query|mutation|subscription)\s+(\w)(\w*)/.exec(text);
      if (name === null) throw new Error(`${id}: the operation has no name`);
      const exported = `${name[1]?.toLowerCase()}${name[2]}`;
      return `import { gql } from 'urql';
        export const text = ${JSON.stringify(text)};
        export const ${exported} = gql(text);`;
    },
  };
}

const fewestBytes = 1024;

/** Puts a compressed copy beside every text that has been built, so that the hub has nothing to compress. */
function compressedCopies(): Plugin {
  return {
    name: 'compressed-copies',
    writeBundle({ dir }, bundle) {
      // From the disk: others still change the text while the bundle is being made.
      for (const name of Object.keys(bundle).filter((each) => /\.(js|css)$/.test(each))) {
        const path = join(dir ?? '', name);
        const text = readFileSync(path);
        if (text.length >= fewestBytes) writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
      }
    },
  };
}

const hub = 'http://127.0.0.1:4000';

// The explorer is built by itself, after the page, which nobody wants to wait longer for.
export default defineConfig(({ mode }) => ({
  plugins: [react(), graphqlDocuments(), compressedCopies()],
  server: { proxy: { '/graphql': { target: hub, ws: true }, '/auth': hub } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: mode !== 'explorer',
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions: { input: at(mode === 'explorer' ? 'graphiql.html' : 'index.html') },
  },
}));
