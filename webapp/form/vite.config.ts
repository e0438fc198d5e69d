import { pageConfig } from '../page-config.ts';

/** The page for declared questions. */
export default pageConfig('form', import.meta.url);
