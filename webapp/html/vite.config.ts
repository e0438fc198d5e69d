import { pageConfig } from '../page-config.ts';

/** The page for a task's own HTML. */
export default pageConfig('html', import.meta.url);
