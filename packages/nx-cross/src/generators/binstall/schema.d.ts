export interface BinstallGeneratorSchema {
  unit: string;
  skipFormat?: boolean;
}
