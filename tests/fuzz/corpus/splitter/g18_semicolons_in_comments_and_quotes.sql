0END; -- c
END   ; -- c
END -- c ;
;END " ; " -- c
;