import { TextInput } from '@mantine/core';

interface CodeFieldProps {
  readonly code: string;
  readonly onCode: (code: string) => void;
}

/** Six digits out of a mail. */
export function CodeField({ code, onCode }: CodeFieldProps) {
  return (
    <TextInput
      label="Code"
      description="Six digits, on their way by mail; they live for five minutes"
      required
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      maxLength={6}
      data-autofocus
      ref={focus}
      value={code}
      onChange={({ currentTarget: { value } }) => onCode(value.replace(/\D/g, ''))}
    />
  );
}

/** The field comes with the news that a mail was sent, and is what one wants next. */
const focus = (field: HTMLInputElement | null) => field?.focus();
