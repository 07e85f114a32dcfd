/**
 * SQL: how much an amount weighs beside those in other currencies, in multiples of what matters in its own; `measure` is
 * that by currency, as jsonb. Unknown where either is.
 */
export const weightOf = (amount: string, currency: string, measure: string) =>
  `abs(${amount}) / nullif((${measure} ->> ${currency})::numeric, 0)`;

/**
 * SQL, to order by: what is due by today comes first, by its weight; then what has a later day, by that and its weight; then
 * what has none. What nobody can weigh counts as the heaviest.
 */
export const byUrgency = (due: string, weight: string, today: string) =>
  `coalesce(${due} <= ${today}, false) desc, case when ${due} > ${today} then ${due} end, ${weight} desc nulls first`;
