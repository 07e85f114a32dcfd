import { dayText } from './dates.ts';

const amounts = /amount|value|rate|total|balance|limit|price/i;

/** A value of a record as people read it, told by its shape and by the name of its field. */
export function valueText(field: string, value: string | null): string {
  if (value === null || value === '') return '–';
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dayText(value);
  if (value === 'true') return 'yes';
  if (value === 'false') return 'no';
  if (amounts.test(field) && /^-?\d+(\.\d+)?$/.test(value)) {
    const [whole = '', fraction = ''] = value.replace('-', '').split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
    return `${value.startsWith('-') ? '\u2212' : ''}${grouped}.${fraction.padEnd(2, '0')}`;
  }
  return value;
}

/** Whether values of a field are lined up at the right, as figures are. */
export function isFigure(field: string): boolean {
  return amounts.test(field);
}
