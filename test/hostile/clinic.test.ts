import { CLINIC_DOORS } from "../contract/doors/clinic.ts";
import { attack } from "./attack.ts";

attack(CLINIC_DOORS);
