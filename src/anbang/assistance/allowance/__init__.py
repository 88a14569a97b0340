"""The transitional hardship allowance: certificate, check, approval, payment (clause 3.3)."""
