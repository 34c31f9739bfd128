import numpy as np
from w2s_theory.systems.mixed_labels import *
from w2s_theory import compare_subspaces, discrepancy_risks
from w2s_theory.experiments.two_stage_regressions import draw_pair
from w2s_theory.simulate.linear.fits import *
r=np.random.default_rng(3)
f,s=draw_pair(8,4,1,16,r); th=r.standard_normal(16)/4
pair=compare_subspaces(f,s,th); m=mixed_label_risks(pair,20,20,1.0); print(m.to_dict())
for a in (0,.44,1):
    R=20000
    t=simulate_fits(s,th,20,1.,R,r); st=simulate_fits(f,(1-a)*th+a*t,20,(1-a),R,r); e=excess_risks(st,th)
    print(a,m.risk(a),e.mean(),e.std()/R**.5)
print(discrepancy_risks(pair,20,20).student, m.taught_labels)
