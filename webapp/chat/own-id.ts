import { useState } from 'react';

let ids = 0;

/** An id that nothing else on the page has: Preact's own begins again with each render of a root, and in each root. */
export const useOwnId = (): string => useState(() => `mh-chat-${++ids}`)[0];
