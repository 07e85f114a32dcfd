import 'graphiql/style.css';
import 'graphiql/setup-workers/vite';
import './explorer.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import example from './example.graphql?raw';
import { hubFetcher, isSignedIn } from './hub-fetcher.ts';

const place = document.getElementById('explorer');
if (place === null) throw new Error('graphiql.html has no #explorer');
// The schema is for whoever is signed in; the page's start is the way in.
if (await isSignedIn()) createRoot(place).render(<GraphiQL fetcher={hubFetcher()} defaultQuery={example} />);
else location.replace('/');
