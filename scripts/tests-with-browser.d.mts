/** The journeys that open pages in a browser, as paths from the root of the project. */
export function testsWithBrowser(): string[];
