import { MONITORING_DOORS } from "../contract/doors/monitoring.ts";
import { attack } from "./attack.ts";

attack(MONITORING_DOORS);
