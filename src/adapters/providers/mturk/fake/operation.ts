import type { z } from 'zod';
import type { Mturk } from './state.ts';

/** One operation of the API: what it takes, what it gives, and what it does. */
export type Operation = {
  input: z.ZodType;
  output: z.ZodType;
  perform(mturk: Mturk, input: unknown): unknown;
};

/** Makes an operation whose input and output have the types of their shapes. */
export const operation = <Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
  perform: (mturk: Mturk, input: z.output<Input>) => z.input<Output>,
): Operation => ({ input, output, perform: perform as Operation['perform'] });
