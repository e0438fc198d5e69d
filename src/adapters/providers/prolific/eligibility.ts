import { z } from 'zod';

const limit = z.union([z.number(), z.string()]).nullish();

/** A filter of participants as Prolific has it. */
export const Filter = z.strictObject({
  filter_id: z.string().min(1),
  selected_values: z.array(z.string()).optional(),
  selected_range: z.strictObject({ lower: limit, upper: limit }).optional(),
  get selected_filters() {
    return z.array(Filter).optional();
  },
  weightings: z.record(z.string(), z.number()).optional(),
});
export type Filter = z.infer<typeof Filter>;

const number = z.number().optional();
const ids = z.array(z.string().min(1)).min(1);

const range = (filter_id: string, lower?: number, upper?: number): Filter => ({
  filter_id,
  selected_range: { ...(lower !== undefined && { lower }), ...(upper !== undefined && { upper }) },
});

/** One requirement of Mephisto's: its parameters, and the filter that took its place. */
const mapped = <Shape extends z.ZodRawShape>(
  shape: Shape,
  filterOf: (params: z.infer<z.ZodObject<Shape, z.core.$strict>>) => Filter,
) => {
  const params = z.strictObject(shape);
  return {
    keys: Object.keys(shape),
    read: (given: unknown) => params.transform((one) => filterOf(one as never)).safeParse(given),
  };
};

/** The requirements by the names that Mephisto has for them. */
const requirements = {
  AgeRangeEligibilityRequirement: mapped({ min_age: number, max_age: number }, ({ min_age, max_age }) =>
    range('age', min_age, max_age),
  ),
  ApprovalNumbersEligibilityRequirement: mapped(
    { minimum_approvals: number, maximum_approvals: number },
    ({ minimum_approvals, maximum_approvals }) => range('approval_numbers', minimum_approvals, maximum_approvals),
  ),
  ApprovalRateEligibilityRequirement: mapped(
    { minimum_approval_rate: number, maximum_approval_rate: number },
    ({ minimum_approval_rate, maximum_approval_rate }) =>
      range('approval_rate', minimum_approval_rate, maximum_approval_rate),
  ),
  CustomBlacklistEligibilityRequirement: mapped({ black_list: ids }, ({ black_list }) => ({
    filter_id: 'custom_blocklist',
    selected_values: black_list,
  })),
  CustomWhitelistEligibilityRequirement: mapped({ white_list: ids }, ({ white_list }) => ({
    filter_id: 'custom_allowlist',
    selected_values: white_list,
  })),
  ParticipantGroupEligibilityRequirement: mapped({ id: z.string().min(1) }, ({ id }) => ({
    filter_id: 'participant_group_allowlist',
    selected_values: [id],
  })),
} as const;

type Name = keyof typeof requirements;
const names = Object.keys(requirements).join(', ');
const isName = (name: string): name is Name => Object.hasOwn(requirements, name);

/** A requirement of Mephisto's, by its name. */
export const EligibilityRequirement = z
  .strictObject({ name: z.string(), params: z.record(z.string(), z.unknown()).default({}) })
  .superRefine(({ name, params }, { addIssue }) => {
    if (name === 'JoinedBeforeEligibilityRequirement')
      addIssue(`${name} has no successor at Prolific that is known; give a filter under filters`);
    else if (!isName(name)) addIssue(`"${name}" is not known; known are ${names}`);
    else {
      const { keys, read } = requirements[name];
      if (!read(params).success) addIssue(`${name} takes ${keys.join(' and ')}`);
    }
  });
export type EligibilityRequirement = z.infer<typeof EligibilityRequirement>;

/** The filter that says what a requirement says; the requirement was checked. */
export function filterOf({ name, params }: EligibilityRequirement): Filter[] {
  if (!isName(name)) return [];
  const { data } = requirements[name].read(params);
  return data === undefined ? [] : [data];
}
