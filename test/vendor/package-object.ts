import { child, children, type Element, textIn } from './xml.ts';

/** A field of a custom object, as its metadata file defines it. */
export interface PackageField {
  name: string;
  type: string;
  required: boolean;
  externalId: boolean;
  /** A formula, a roll-up or a number that the platform gives: nobody writes it. */
  calculated: boolean;
  referenceTo: string | undefined;
  /** What the object that it points at calls these records, without namespace. */
  relationshipName: string | undefined;
  values: string[];
  scale: number | undefined;
}

/** A custom object as its metadata file defines it. The file does not say what the object is called. */
export interface PackageObject {
  label: string;
  /** The namespace of its fields; empty where it has none. */
  namespace: string;
  /** The type of its name: people type `Text`, the platform numbers `AutoNumber`. */
  nameType: string | undefined;
  fields: PackageField[];
  /** The rules by which the object refuses a write: their names and what they say. */
  rules: { name: string; formula: string; message: string }[];
}

const isTrue = (of: Element, name: string) => textIn(of, name) === 'true';

function valuesOf(field: Element): string[] {
  const set = child(child(field, 'valueSet'), 'valueSetDefinition');
  const old = child(field, 'picklist');
  return [...children(set, 'value'), ...children(old, 'picklistValues')].flatMap(
    (value) => textIn(value, 'fullName') ?? textIn(value, 'valueName') ?? [],
  );
}

function fieldOf(field: Element): PackageField {
  const type = textIn(field, 'type') ?? 'Text';
  const scale = textIn(field, 'scale');
  return {
    name: textIn(field, 'fullName') ?? '',
    type,
    required: isTrue(field, 'required') || type === 'MasterDetail',
    externalId: isTrue(field, 'externalId'),
    calculated: child(field, 'formula') !== undefined || type === 'Summary' || type === 'AutoNumber',
    referenceTo: textIn(field, 'referenceTo'),
    relationshipName: textIn(field, 'relationshipName'),
    values: valuesOf(field),
    scale: scale === undefined ? undefined : Number(scale),
  };
}

/** Reads a CustomObject element. */
export function packageObjectOf(custom: Element): PackageObject {
  const fields = children(custom, 'fields').map(fieldOf);
  return {
    label: textIn(custom, 'label') ?? '',
    namespace: /^([A-Za-z0-9]+)__\w+__/.exec(fields[0]?.name ?? '')?.[1] ?? '',
    nameType: textIn(child(custom, 'nameField'), 'type'),
    fields,
    rules: children(custom, 'validationRules')
      .filter((rule) => isTrue(rule, 'active'))
      .map((rule) => ({
        name: textIn(rule, 'fullName') ?? '',
        formula: textIn(rule, 'errorConditionFormula') ?? '',
        message: textIn(rule, 'errorMessage') ?? '',
      })),
  };
}
