import '@mantine/core/styles.css';
import './frame.css';
import { getMe } from '../../src/api/access.ts';
import { overview } from '../../src/api/runs.ts';
import { queryOf } from './data/api.ts';
import { prefetch } from './data/prefetch.ts';
import { parseSearch } from './data/search.ts';
import { screenAt } from './screens.ts';

// The first queries and the code of the screen are fetched while the frame still loads.
const { pathname, search } = location;
const screen = screenAt(pathname);
void prefetch(queryOf(getMe, {}));
if (pathname !== '/login') void prefetch(queryOf(overview, {}));
screen?.prefetch(parseSearch(search));
void import('./main.tsx');
// The router loads it again, and shows the error.
void screen?.load().catch(() => undefined);
