/** What /wrap_crowd_source.js puts on the page: who works here, on what, and how to notify the provider. */
export type Provider = {
  getWorkerName(): string | null;
  getAssignmentId(): string | null;
  getAgentRegistration(): Record<string, unknown>;
  handleSubmitToProvider(answer: unknown): unknown;
  getProviderURLParams?: Record<string, string> | (() => Record<string, string> | null);
  takeNextPiece?(): void;
};

/** The provider of this page; throws when /wrap_crowd_source.js was not loaded before the bundle. */
export function providerOfThisPage(): Provider {
  const globals = window as unknown as Partial<Provider>;
  if (!globals.getWorkerName || !globals.getAssignmentId) {
    throw new Error('This page does not know its provider: load /wrap_crowd_source.js before the bundle.');
  }
  return globals as Provider;
}

/** What the provider wants in the query of every request. */
export function providerParams({ getProviderURLParams: params }: Provider): Record<string, string> {
  return (typeof params === 'function' ? params() : params) ?? {};
}
