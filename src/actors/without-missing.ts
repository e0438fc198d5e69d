/** The same values without those that are undefined, as facts have them. */
export const withoutMissing = <Values extends object>(values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
