import '@mantine/core/styles.css';
import './frame.css';
import { getMe } from '../../src/api/access.ts';
import { overview } from '../../src/api/runs.ts';
import { questionOf } from './data/api.ts';
import { askNow } from './data/prefetch.ts';
import { parseSearch } from './data/search.ts';
import { screenAt } from './screens.ts';

// While the frame is still on its way, what it and the screen in it show first is asked, and the code of the screen fetched.
const { pathname, search } = location;
const screen = screenAt(pathname);
void askNow(questionOf(getMe, {}));
if (pathname !== '/login') void askNow(questionOf(overview, {}));
screen?.ask(parseSearch(search));
void import('./main.tsx');
// Whoever goes there asks again, and is told what is wrong.
void screen?.load().catch(() => undefined);
