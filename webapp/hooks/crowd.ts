/** What /wrap_crowd_source.js puts on the page: who works here, on what, and how to tell the crowd's provider. */
export type Crowd = {
  getWorkerName(): string | null;
  getAssignmentId(): string | null;
  getAgentRegistration(): Record<string, unknown>;
  handleSubmitToProvider(answer: unknown): unknown;
  getProviderURLParams?: Record<string, string> | (() => Record<string, string> | null);
  takeNextPiece?(): void;
};

/** The crowd of this page; throws when /wrap_crowd_source.js was not loaded before the bundle. */
export function crowdOfThisPage(): Crowd {
  const globals = window as unknown as Partial<Crowd>;
  if (!globals.getWorkerName || !globals.getAssignmentId) {
    throw new Error('This page does not know its crowd: load /wrap_crowd_source.js before the bundle.');
  }
  return globals as Crowd;
}

/** What the crowd's provider wants in the query of every request. */
export function providerParams({ getProviderURLParams: params }: Crowd): Record<string, string> {
  return (typeof params === 'function' ? params() : params) ?? {};
}
