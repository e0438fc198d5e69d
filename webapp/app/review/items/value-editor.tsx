import { Autocomplete, Fieldset, MultiSelect, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { seenText } from '../text/pieces.ts';
import { typedJson, typedNumber } from './typed-json.ts';

type Props = {
  name: string;
  value: unknown;
  /** The values of the answers for this field. */
  suggestions: readonly unknown[];
  /** The labels of the questions that have some, by their key. */
  offered?: Readonly<Record<string, readonly string[]>>;
  depth?: number;
  /** The key of the field in the answer, such as `a.b`. */
  path?: string;
  onChange: (value: unknown) => void;
  onFault?: (name: string, fault: string | undefined) => void;
};

const maxDepth = 3;
const maxLineLength = 80;

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A form for a JSON value, with an input for each field by its type; other values as JSON. */
export function ValueEditor({
  name,
  value,
  suggestions,
  offered = {},
  depth = 0,
  path = '',
  onChange,
  onFault,
}: Props) {
  const label = seenText(name);
  if (isFields(value) && depth < maxDepth) {
    const set = (key: string, inner: unknown) => onChange(withKey(value, key, inner));
    const fields = Object.keys(value).map((key) => (
      <ValueEditor
        key={key}
        name={key}
        value={value[key]}
        suggestions={suggestions.map((one) => (isFields(one) && Object.hasOwn(one, key) ? one[key] : undefined))}
        offered={offered}
        path={path === '' ? key : `${path}.${key}`}
        depth={depth + 1}
        onChange={(inner) => set(key, inner)}
        onFault={onFault && ((inner, fault) => onFault(`${name}.${inner}`, fault))}
      />
    ));
    return depth === 0 ? <Stack>{fields}</Stack> : <Fieldset legend={label}>{fields}</Fieldset>;
  }
  const labels = Object.hasOwn(offered, path) ? offered[path] : undefined;
  if (labels && (typeof value === 'string' || typeof value === 'number'))
    return <LabelEditor label={label} value={value} labels={labels} onChange={onChange} />;
  if (labels && isTexts(value)) {
    return (
      <MultiSelect
        label={label}
        data={[...new Set([...labels, ...value])]}
        value={value}
        onChange={onChange}
        comboboxProps={{ withinPortal: false }}
      />
    );
  }
  if (typeof value === 'boolean') {
    return (
      <Switch
        label={label}
        onLabel="yes"
        offLabel="no"
        checked={value}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    );
  }
  if (typeof value === 'number') {
    return <NumberEditor label={label} value={value} onChange={onChange} onFault={(fault) => onFault?.(name, fault)} />;
  }
  if (typeof value === 'string')
    return <TextEditor label={label} value={value} suggestions={suggestions} onChange={onChange} />;
  return <JsonEditor label={label} value={value} onChange={onChange} onFault={(fault) => onFault?.(name, fault)} />;
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

type LabelEditorProps = {
  label: string;
  value: string | number;
  labels: readonly string[];
  onChange: (value: string | number) => void;
};

/** A choice among labels; a number stays one. */
const LabelEditor = ({ label, value, labels, onChange }: LabelEditorProps) => (
  <Select
    label={label}
    data={[...new Set([...labels, String(value)])]}
    value={String(value)}
    allowDeselect={false}
    onChange={(chosen) => chosen !== null && onChange(typeof value === 'number' ? Number(chosen) : chosen)}
    comboboxProps={{ withinPortal: false }}
  />
);

/** Sets a key; answers may have any keys, also those that objects inherit. */
const withKey = (value: Record<string, unknown>, key: string, inner: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([one, old]) => [one, one === key ? inner : old]));

type TextEditorProps = {
  label: string;
  value: string;
  suggestions: readonly unknown[];
  onChange: (value: string) => void;
};

function TextEditor({ label, value, suggestions, onChange }: TextEditorProps) {
  const offered = [...new Set(suggestions.filter((one): one is string => typeof one === 'string' && one !== ''))];
  if (offered.every((one) => one.length <= maxLineLength) && value.length <= maxLineLength) {
    return (
      <Autocomplete
        label={label}
        data={offered}
        value={value}
        onChange={onChange}
        comboboxProps={{ withinPortal: false }}
      />
    );
  }
  return (
    <Textarea
      label={label}
      autosize
      maxRows={12}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

type NumberEditorProps = { label: string; value: number } & Pick<JsonEditorProps, 'onChange' | 'onFault'>;

/** A number as it is typed: neither rounded nor cut to a range. What is no number, or would become another one, is reported and not passed on. */
function NumberEditor({ label, value, onChange, onFault }: NumberEditorProps) {
  const [typed, setTyped] = useState(() => String(value));
  const [fault, setFault] = useState<string>();
  const type = (text: string) => {
    setTyped(text);
    const read = typedNumber(text);
    if ('number' in read) onChange(read.number);
    const found = 'fault' in read ? read.fault : undefined;
    setFault(found);
    onFault?.(found);
  };
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      value={typed}
      error={fault}
      onChange={({ currentTarget }) => type(currentTarget.value)}
    />
  );
}

type JsonEditorProps = {
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  onFault?: (fault: string | undefined) => void;
};

/** A value as editable JSON; invalid JSON and numbers that would change are reported and not passed on. */
export function JsonEditor({ label, value, onChange, onFault }: JsonEditorProps) {
  const [typed, setTyped] = useState(() => JSON.stringify(value, null, 2) ?? '');
  const [fault, setFault] = useState<string>();
  const type = (text: string) => {
    setTyped(text);
    try {
      onChange(typedJson(text));
      setFault(undefined);
      onFault?.(undefined);
    } catch (error) {
      const { message } = error as Error;
      setFault(message);
      onFault?.(message);
    }
  };
  return (
    <Textarea
      label={label}
      description="JSON"
      autosize
      minRows={2}
      maxRows={20}
      spellCheck={false}
      styles={{ input: { fontFamily: 'ui-monospace, monospace' } }}
      value={typed}
      error={fault}
      onChange={({ currentTarget }) => type(currentTarget.value)}
    />
  );
}
