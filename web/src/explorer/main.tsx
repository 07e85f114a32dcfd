import 'graphiql/style.css';
import 'graphiql/setup-workers/vite';
import './explorer.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import example from './example.graphql?raw';
import { hubFetcher } from './hub-fetcher.ts';

const place = document.getElementById('explorer');
if (place === null) throw new Error('graphiql.html has no #explorer');
createRoot(place).render(
  <GraphiQL fetcher={hubFetcher()} defaultQuery={example} defaultEditorToolsVisibility="variables" />,
);
