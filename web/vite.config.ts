import { fileURLToPath } from 'node:url';
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

export default defineConfig({
  plugins: [react(), graphqlDocuments()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions: { input: { page: at('index.html'), graphiql: at('graphiql.html') } },
  },
});
