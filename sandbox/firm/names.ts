import type { Chance } from './chance.ts';

// Syllables that make names which sound like somebody and are nobody.
const heads = ['Al', 'Bren', 'Cal', 'Dor', 'El', 'Fen', 'Gar', 'Hal', 'Ister', 'Kel', 'Lor', 'Mar', 'Nor', 'Or'].concat(
  ['Pen', 'Quel', 'Ros', 'Sel', 'Tar', 'Ul', 'Var', 'Wen', 'Yar', 'Zel'],
);
const tails = ['brook', 'dale', 'field', 'gate', 'haven', 'holt', 'mere', 'mont', 'ridge', 'stead', 'vale', 'wick'];
const trades: Record<string, readonly string[]> = {
  US: ['Logistics', 'Health', 'Energy', 'Insurance', 'Foods', 'Mobility', 'Media', 'Retail'],
  GB: ['Logistics', 'Assurance', 'Water', 'Rail', 'Foods', 'Pharma', 'Media', 'Estates'],
  DE: ['Energie', 'Logistik', 'Maschinenbau', 'Versicherung', 'Chemie', 'Handel', 'Medizintechnik', 'Netze'],
  FR: ['Énergie', 'Transports', 'Assurances', 'Santé', 'Distribution', 'Télécoms', 'Agro', 'Industrie'],
  NL: ['Energie', 'Logistiek', 'Verzekeringen', 'Havens', 'Agro', 'Zorg', 'Techniek', 'Handel'],
  IN: ['Logistics', 'Power', 'Textiles', 'Motors', 'Pharma', 'Telecom', 'Foods', 'Steel'],
  IE: ['Logistics', 'Pharma', 'Aviation', 'Dairies', 'Software', 'Energy', 'Insurance', 'Estates'],
};
const forms: Record<string, readonly string[]> = {
  US: ['Inc', 'LLC', 'Corp'],
  GB: ['Ltd', 'PLC'],
  DE: ['GmbH', 'AG'],
  FR: ['SAS', 'SA'],
  NL: ['BV', 'NV'],
  IN: ['Pvt Ltd', 'Ltd'],
  IE: ['DAC', 'Ltd'],
};

const given = [
  'Ada',
  'Amir',
  'Anouk',
  'Arjun',
  'Bea',
  'Callum',
  'Chiara',
  'Daan',
  'Deepa',
  'Elif',
  'Emil',
  'Fenna',
].concat(
  ['Finn', 'Greta', 'Hugo', 'Ines', 'Isha', 'Jonas', 'Kavya', 'Lars', 'Lea', 'Maeve', 'Malik', 'Mira', 'Nadia', 'Nils'],
  [
    'Oona',
    'Pavel',
    'Priya',
    'Quinn',
    'Rafael',
    'Rohan',
    'Saskia',
    'Tariq',
    'Tess',
    'Uma',
    'Viktor',
    'Wren',
    'Yusuf',
    'Zoe',
  ],
);

/** Hands out names that nobody has yet. */
export class Names {
  private readonly taken = new Set<string>();
  private readonly chance: Chance;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  private unused(make: () => string): string {
    for (;;) {
      const name = make();
      if (this.taken.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }

  private family(): string {
    return this.chance.of(heads) + this.chance.of(tails);
  }

  /** A client in a country. */
  company(country: string): string {
    const { chance } = this;
    return this.unused(
      () => `${this.family()} ${chance.of(trades[country] ?? ['Group'])} ${chance.of(forms[country] ?? ['Ltd'])}`,
    );
  }

  /** Somebody who works for the firm. */
  person(): string {
    return this.unused(() => `${this.chance.of(given)} ${this.family()}`);
  }
}

/** What projects of each practice come to, in the order in which they do. */
export const phases: Readonly<Record<string, readonly string[]>> = {
  STR: ['Mandate', 'Market review', 'Options', 'Target operating model', 'Business case', 'Roadmap', 'Board paper'],
  TEC: ['Discovery', 'Architecture', 'Build', 'Integration', 'Acceptance test', 'Cutover', 'Hypercare'],
  OPS: ['Process review', 'Baseline', 'Redesign', 'Pilot site', 'Second wave', 'Control plan', 'Handover'],
  DAT: ['Data inventory', 'Platform', 'Pipelines', 'Quality rules', 'Reports', 'Forecast model', 'Handover'],
  CHG: [
    'Stakeholder map',
    'Change plan',
    'Training design',
    'Training wave one',
    'Training wave two',
    'Survey',
    'Close-out',
  ],
};

/** What each practice sells by the hour. */
export const hourlyWork: Readonly<Record<string, readonly string[]>> = {
  STR: ['Executive advisory', 'Analyst support', 'Programme office'],
  TEC: ['Engineering team', 'Platform support', 'Test support'],
  OPS: ['Operations coaching', 'Planning support', 'Shop-floor support'],
  DAT: ['Data engineering', 'Analytics support', 'Model upkeep'],
  CHG: ['Change coaching', 'Communications support', 'Training delivery'],
};

/** What a change order adds. */
export const additions = [
  'Additional rollout',
  'Extra interfaces',
  'Second language',
  'Extended warranty',
  'Audit support',
];

/** Pieces of a project that time is booked on. */
export const tasks = ['Kick-off', 'Analysis', 'Workshops', 'Preparation', 'Execution', 'Review', 'Documentation'];

/** What people spend on the road. */
export const expenseTypes = ['Airfare', 'Lodging (Room and Tax)', 'Taxi', 'Business Meals', 'Car Rental'];
